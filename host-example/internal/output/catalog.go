package output

import (
	"fmt"
	"strconv"

	"github.com/igaplugin/igaplugin/host/catalog"
)

// shortSum is how many digits of a checksum tables show: enough to tell two
// files apart. The other formats have all of them.
const shortSum = 12

// EntriesDocument shows the entries of a catalogue.
func EntriesDocument(entries []catalog.Entry) Document {
	table := TableData{Columns: []string{"name", "version", "platform", "contract", "sha256", "files", "signed by"}}
	records := TableData{Columns: []string{"name", "version", "platform", "contract_version", "sha256", "size", "files", "key_id", "path"}}
	values := make([]any, len(entries))
	for i, e := range entries {
		values[i] = entryJSON(e)
		table.Rows = append(table.Rows, []string{
			e.Name, e.Version, e.Platform(), e.ContractVersion, e.SHA256[:min(shortSum, len(e.SHA256))], strconv.Itoa(files(e)), keyText(e.KeyID),
		})
		records.Rows = append(records.Rows, []string{
			e.Name, e.Version, e.Platform(), e.ContractVersion, e.SHA256, strconv.FormatInt(e.Size, 10), strconv.Itoa(files(e)), e.KeyID, e.Path,
		})
	}
	return Document{Value: values, Records: values, Tables: []TableData{table}, CSV: records}
}

func entryJSON(e catalog.Entry) ordered {
	return ordered{
		{"name", e.Name},
		{"version", e.Version},
		{"platform", e.Platform()},
		{"contract_version", e.ContractVersion},
		{"sha256", e.SHA256},
		{"size", e.Size},
		{"files", files(e)},
		{"key_id", e.KeyID},
		{"path", e.Path},
	}
}

// files is how many files a connector has.
func files(e catalog.Entry) int { return max(1, e.Files) }

// filesText is empty for a connector of a single file.
func filesText(e catalog.Entry) string {
	if e.Files == 0 {
		return ""
	}
	return fmt.Sprintf("%d, started by %s", e.Files, e.Launcher)
}

func keyText(id string) string {
	if id == "" {
		return ""
	}
	return "key " + id
}

// AddDocument shows what became of a connector that was added. The path, which is
// long, is of use to programs alone: people name the connector.
func AddDocument(r *catalog.AddResult) Document {
	value := append(ordered{{"outcome", string(r.Outcome)}}, entryJSON(r.Entry)...)
	value = append(value, member{"trusted_comment", r.TrustedComment}, member{"replaced_sha256", r.ReplacedSHA256})
	return Document{
		Value: value,
		Fields: []Field{
			{"outcome", string(r.Outcome)},
			{"name", r.Entry.Name},
			{"version", r.Entry.Version},
			{"platform", r.Entry.Platform()},
			{"contract", r.Entry.ContractVersion},
			{"sha256", r.Entry.SHA256},
			{"files", filesText(r.Entry)},
			{"replaced", r.ReplacedSHA256},
			{"signed by", keyText(r.Entry.KeyID)},
			{"trusted comment", r.TrustedComment},
		},
	}
}

// unnamedState stands for a file that no entry names.
const unnamedState = "unnamed"

// VerifyDocument shows what was found out about a catalogue.
func VerifyDocument(r *catalog.Report) Document {
	table := TableData{Columns: []string{"name", "version", "platform", "state", "details"}}
	records := TableData{Columns: []string{
		"name", "version", "platform", "state", "path", "expected_sha256", "actual_sha256", "key_id", "trusted_comment", "problem",
	}}
	connectors, unnamed := make([]any, len(r.Findings)), make([]any, len(r.Unnamed))
	for i, f := range r.Findings {
		e := f.Entry
		connectors[i] = ordered{
			{"name", e.Name},
			{"version", e.Version},
			{"platform", e.Platform()},
			{"state", string(f.State)},
			{"path", e.Path},
			{"expected_sha256", e.SHA256},
			{"actual_sha256", f.ActualSHA256},
			{"key_id", e.KeyID},
			{"trusted_comment", f.TrustedComment},
			{"problem", f.Problem},
		}
		table.Rows = append(table.Rows, []string{e.Name, e.Version, e.Platform(), string(f.State), details(f)})
		records.Rows = append(records.Rows, []string{
			e.Name, e.Version, e.Platform(), string(f.State), e.Path, e.SHA256, f.ActualSHA256, e.KeyID, f.TrustedComment, f.Problem,
		})
	}
	strays := TableData{Title: "files that no entry names", Columns: []string{"path"}}
	for i, path := range r.Unnamed {
		unnamed[i] = ordered{{"state", unnamedState}, {"path", path}}
		strays.Rows = append(strays.Rows, []string{path})
		records.Rows = append(records.Rows, []string{"", "", "", unnamedState, path, "", "", "", "", ""})
	}
	d := Document{
		Value:   ordered{{"ok", r.Err() == nil}, {"connectors", connectors}, {"unnamed", append([]string{}, r.Unnamed...)}},
		Records: append(append([]any{}, connectors...), unnamed...),
		Tables:  []TableData{table},
		CSV:     records,
	}
	if len(r.Unnamed) > 0 {
		d.Tables = append(d.Tables, strays)
	}
	return d
}

// details says what is wrong, or whose signature was checked.
func details(f catalog.Finding) string {
	switch {
	case f.Problem != "":
		return f.Problem
	case f.TrustedComment != "":
		return "signed: " + f.TrustedComment
	default:
		return ""
	}
}
