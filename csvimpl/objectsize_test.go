package csvimpl_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// TestObjectSize compares the size that a test reports with that which the
// contract finds when it refuses the object.
func TestObjectSize(t *testing.T) {
	t.Parallel()
	const header = "uid,name,n,f,b,raw,at,boss,ns,fs,bs,raws,ats,members,pad\n"
	many := strings.Repeat("a;", 1000) + strings.Repeat("u", 200)
	rows := map[string]string{
		"empty":  ",,,,,,,,,,,",
		"single": "0,0,true,AAE=,1970-01-01T00:00:00Z,x," + "1,0.5,false,AA==,1970-01-01T00:00:01Z,y",
		"long":   "-1,-1e300,false," + strings.Repeat("AAAA", 100) + ",0001-01-01T00:00:00.000000001Z," + strings.Repeat("u", 200) + ",,,,,,",
		"multi": "127,1,true,AA==,2026-01-31T08:00:00.5Z,x,0;-1;128;16384;9223372036854775807,0;1.5,true;false,AA==;AAE=," +
			"1970-01-01T00:00:00Z;9999-12-31T23:59:59.999999999Z;1969-12-31T23:59:59Z,a;b",
	}
	var content strings.Builder
	content.WriteString(header)
	for uid, cells := range rows {
		if i := strings.LastIndexByte(cells, ','); cells[i+1:] == "" {
			cells += many // else the row is too long before its object is
		}
		head := uid + "," + strings.Repeat("n", 100) + "," + cells + ","
		content.WriteString(head + strings.Repeat("x", 8<<20-len(head)-1) + "\n")
	}
	conn := openProcess(t, "users_file", write(t, content.String()), "users_columns",
		"n:int\nf:float\nb:bool\nraw:bytes\nat:time\nboss:reference User\nns:int:multi\nfs:float:multi\nbs:bool:multi\nraws:bytes:multi\nats:time:multi\nmembers:reference User:multi")
	report, err := conn.Test(t.Context(), &shared.TestRequest{})
	if err != nil || len(report.Classes[0].Problems) != len(rows) {
		t.Fatal(report, err)
	}
	reported := make(map[string]bool)
	for _, p := range report.Classes[0].Problems {
		reported[size(p.Error.Error())] = true
	}
	for uid := range rows {
		_, _, err := search(t, conn, &shared.Query{Filter: filter.Eq("uid", shared.StringValue(uid))})
		if !errors.Is(err, shared.ErrTooLarge) || !reported[size(err.Error())] {
			t.Errorf("%s: %v, and a test reports %v", uid, err, reported)
		}
	}
}

// size returns the number in front of the first "bytes" of a message.
func size(message string) string {
	found := regexp.MustCompile(`(\d+) bytes; the limit`).FindStringSubmatch(message)
	if found == nil {
		return fmt.Sprintf("no size in %q", message)
	}
	return found[1]
}
