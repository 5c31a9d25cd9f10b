package output_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/host/catalog"
)

func catalogEntry() catalog.Entry {
	return catalog.Entry{
		Name: "zoom", Version: "1.2.3", OS: "linux", Arch: "amd64", ContractVersion: "1.0", SHA256: strings.Repeat("ab", 32),
		Size: 42, KeyID: "ABC", Path: "/c/blobs/x/iga-connector-zoom",
	}
}

func TestCatalogDocuments(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("ab", 32)
	several := catalogEntry()
	several.Name, several.Files, several.Launcher, several.Path = "node", 1234, "bin/start", "/c/blobs/x/bin/start"
	report := &catalog.Report{
		Findings: []catalog.Finding{
			{Entry: catalogEntry(), State: catalog.StateOK, ActualSHA256: sum, TrustedComment: "reviewed \x1b[2J"},
			{Entry: catalogEntry(), State: catalog.StateMissing, Problem: "there is no file"},
		},
		Unnamed: []string{"/c/blobs/y"},
	}
	tests := map[string]struct {
		document output.Document
		format   output.Format
		want     string
	}{
		"list": {
			output.EntriesDocument([]catalog.Entry{catalogEntry()}), output.Table,
			"name  version  platform     contract  sha256        files  signed by\n" +
				"zoom  1.2.3    linux/amd64  1.0       abababababab  1      key ABC\n",
		},
		"empty list":        {output.EntriesDocument(nil), output.Table, "name  version  platform  contract  sha256  files  signed by\n"},
		"empty list, json":  {output.EntriesDocument(nil), output.JSON, "[]\n"},
		"empty list, jsonl": {output.EntriesDocument(nil), output.JSONL, ""},
		"list, jsonl": {
			output.EntriesDocument([]catalog.Entry{catalogEntry()}), output.JSONL,
			`{"name":"zoom","version":"1.2.3","platform":"linux/amd64","contract_version":"1.0","sha256":"` + sum +
				`","size":42,"files":1,"key_id":"ABC","path":"/c/blobs/x/iga-connector-zoom"}` + "\n",
		},
		"several files": {
			output.EntriesDocument([]catalog.Entry{several}), output.CSV,
			"name,version,platform,contract_version,sha256,size,files,key_id,path\n" +
				"node,1.2.3,linux/amd64,1.0," + sum + ",42,1234,ABC,/c/blobs/x/bin/start\n",
		},
		"several files added": {
			output.AddDocument(&catalog.AddResult{Outcome: catalog.Added, Entry: several}), output.Table,
			"outcome    added\nname       node\nversion    1.2.3\nplatform   linux/amd64\ncontract   1.0\nsha256     " + sum +
				"\nfiles      1234, started by bin/start\nsigned by  key ABC\n",
		},
		"report": {
			output.VerifyDocument(report), output.Table,
			"name  version  platform     state    details\n" +
				"zoom  1.2.3    linux/amd64  ok       signed: reviewed \\x1b[2J\n" +
				"zoom  1.2.3    linux/amd64  missing  there is no file\n" +
				"\nfiles that no entry names\npath\n/c/blobs/y\n",
		},
		"report, csv": {
			output.VerifyDocument(&catalog.Report{Findings: report.Findings[1:], Unnamed: report.Unnamed}), output.CSV,
			"name,version,platform,state,path,expected_sha256,actual_sha256,key_id,trusted_comment,problem\n" +
				"zoom,1.2.3,linux/amd64,missing,/c/blobs/x/iga-connector-zoom," + sum + ",,ABC,,there is no file\n" +
				",,,unnamed,/c/blobs/y,,,,,\n",
		},
		"added": {
			output.AddDocument(&catalog.AddResult{Outcome: catalog.Replaced, Entry: catalogEntry(), ReplacedSHA256: "cd", TrustedComment: "a\nb"}), output.Table,
			"outcome          replaced\nname             zoom\nversion          1.2.3\nplatform         linux/amd64\ncontract         1.0\n" +
				"sha256           " + sum + "\nreplaced         cd\nsigned by        key ABC\ntrusted comment  a\\nb\n",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := tc.document.Write(&b, tc.format); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
