package csvimpl_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// people makes a file of n rows.
func people(n int) string {
	var b strings.Builder
	b.WriteString("uid,name,age,tags\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "u%d,\"name\n%d\",%d,t%d;all\n", i, i, i%10, i%3)
	}
	return b.String()
}

func TestSearch(t *testing.T) {
	t.Parallel()
	for name, connect := range transports() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := connect(t, "users_file", write(t, people(10)), "users_columns", "age:int\ntags:string:multi")
			tests := map[string]struct {
				query shared.Query
				want  string
			}{
				"all":            {shared.Query{}, "u1 u2 u3 u4 u5 u6 u7 u8 u9 u10"},
				"filter":         {shared.Query{Filter: filter.AllOf(filter.Ge("age", shared.IntValue(5)), filter.Eq("tags", shared.StringValue("t0")))}, "u6 u9"},
				"none":           {shared.Query{Filter: filter.Eq("uid", shared.StringValue("U1"))}, ""},
				"sort":           {shared.Query{Sort: []shared.SortKey{{Attribute: "age", Descending: true}}, Attributes: []string{"name"}, PageSize: 2}, "u9 u8"},
				"offset":         {shared.Query{PageSize: 3, Offset: 9}, "u9 u10"},
				"beyond the end": {shared.Query{PageSize: 3, Offset: 99}, ""},
			}
			for name, tt := range tests {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					got, _ := uids(t, conn, &tt.query)
					if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
						t.Errorf("(-want +got):\n%s", diff)
					}
				})
			}
			t.Run("attributes", func(t *testing.T) {
				t.Parallel()
				rows, _, err := search(t, conn, &shared.Query{Filter: filter.Gt("age", shared.IntValue(8)), Attributes: []string{"tags"}})
				if err != nil || len(rows) != 1 || rows[0].Len() != 1 {
					t.Errorf("%v, %v", rows, err)
				}
			})
		})
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(content string) string{
		"unchanged file":       nil,
		"row added in front":   func(s string) string { return strings.Replace(s, "\nu1,", "\nu0,x,1,\nu1,", 1) },
		"row removed in front": func(s string) string { return strings.Replace(s, "u1,\"name\n1\",1,t1;all\n", "", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := people(10)
			path := write(t, content)
			conn := open(t, "users_file", path)
			q := &shared.Query{PageSize: 3, Filter: filter.Ne("uid", shared.StringValue("u5"))}
			var got []string
			for pages := 0; ; pages++ {
				page, rest := uids(t, conn, q)
				got = append(got, page...)
				if rest.Cookie == "" {
					if rest.Remaining != 0 {
						t.Errorf("remaining = %d at the end", rest.Remaining)
					}
					break
				}
				if pages == 0 && change != nil {
					if err := os.WriteFile(path, []byte(change(content)), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				q.Cookie = rest.Cookie
			}
			if diff := cmp.Diff("u1 u2 u3 u4 u6 u7 u8 u9 u10", strings.Join(got, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCookieFaults(t *testing.T) {
	t.Parallel()
	path := write(t, people(10))
	conn := open(t, "users_file", path)
	_, page := uids(t, conn, &shared.Query{PageSize: 3})
	for _, cookie := range []string{"x", "e30", page.Cookie + "A"} {
		if _, _, err := search(t, conn, &shared.Query{PageSize: 3, Cookie: cookie}); !errors.Is(err, shared.ErrInvalidRequest) {
			t.Errorf("cookie %q: %v", cookie, err)
		}
	}
	other := &shared.Query{PageSize: 3, Cookie: page.Cookie, Filter: filter.Pr("name")}
	if _, _, err := search(t, conn, other); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("cookie of another query: %v", err)
	}
	if _, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: "User", UID: "u3"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := search(t, conn, &shared.Query{PageSize: 3, Cookie: page.Cookie}); !errors.Is(err, shared.ErrCursorExpired) {
		t.Errorf("cookie of a row that has gone: %v", err)
	}
}

func TestSearchIsASnapshot(t *testing.T) {
	t.Parallel()
	path := write(t, people(5000))
	conn := open(t, "users_file", path)
	results, err := conn.Search(t.Context(), &shared.Query{Class: "User"})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			if _, err := create(t, conn, text("uid", "new"), text("name", "new")); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n != 5000 {
		t.Errorf("%d rows", n)
	}
	results, err = conn.Search(t.Context(), &shared.Query{Class: "User"})
	if err != nil {
		t.Fatal(err)
	}
	for _, err = range results.All() {
		if n == 5000 {
			if err := os.WriteFile(path, []byte(people(7000)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		n++
	}
	if err == nil {
		t.Error("a file that was written to in place while it was read gave no error")
	}
}

func TestTooManyToSort(t *testing.T) {
	t.Parallel()
	conn := open(t, "users_file", write(t, people(100_001)))
	_, _, err := search(t, conn, &shared.Query{Sort: []shared.SortKey{{Attribute: "name"}}})
	if !errors.Is(err, shared.ErrInvalidRequest) || !strings.Contains(err.Error(), "100000") {
		t.Errorf("%v", err)
	}
}
