package zoomsim_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

var (
	documentedLabel  = regexp.MustCompile("(?i)Rate Limit Label\\]\\([^)]*\\):\\*\\* *`([^`]+)`")
	documentedScopes = regexp.MustCompile(`Scopes\]\([^)]*\):\*\* *(.*)`)
	backquoted       = regexp.MustCompile("`([^`]+)`")
)

// TestRoutesAreDocumented holds the table of operations against the texts of
// Zoom's documents: each must be there, with the same label and scopes.
func TestRoutesAreDocumented(t *testing.T) {
	t.Parallel()
	docs, err := zoomDocuments()
	if err != nil {
		t.Fatal(err)
	}
	if docs == nil {
		t.Skipf("%s is not set: nothing is held against Zoom's OpenAPI documents", openAPIDir)
	}
	for _, r := range zoomsim.RoutesForTest() {
		t.Run(r.Method+" "+r.Template, func(t *testing.T) {
			t.Parallel()
			found, _ := docs.find(r.Method, templateSegments(r.Template))
			if found == nil {
				t.Fatal("is in no document")
			}
			if found.Path != r.Template {
				t.Errorf("is documented as %s", found.Path)
			}
			text := found.Operation.Description
			label := documentedLabel.FindStringSubmatch(text)
			if label == nil || !strings.EqualFold(label[1], r.Label) {
				t.Errorf("label %s, documented %v", r.Label, label)
			}
			var scopes []string
			for _, line := range documentedScopes.FindAllStringSubmatch(text, -1) {
				for _, scope := range backquoted.FindAllStringSubmatch(line[1], -1) {
					scopes = append(scopes, scope[1])
				}
			}
			slices.Sort(scopes)
			slices.Sort(r.Scopes)
			if diff := cmp.Diff(slices.Compact(scopes), slices.Compact(r.Scopes)); diff != "" {
				t.Errorf("scopes (-documented +simulated):\n%s", diff)
			}
		})
	}
}
