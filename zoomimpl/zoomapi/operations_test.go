package zoomapi_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// find looks an operation up in the table.
func find(method, route string) (zoomapi.Operation, bool) {
	all := zoomapi.Operations()
	i := slices.IndexFunc(all, func(op zoomapi.Operation) bool { return op.Method == method && op.Route == route })
	if i < 0 {
		return zoomapi.Operation{}, false
	}
	return all[i], true
}

// sources parses the package without its tests.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

var operationComment = regexp.MustCompile(`^//zoom:operation (\S+) (\S+) label=(\S+) scopes=(\S+)$`)

func TestOperationCommentsAgreeWithTheTable(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, file := range sources(t) {
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if !strings.HasPrefix(comment.Text, "//zoom:") {
					continue
				}
				m := operationComment.FindStringSubmatch(comment.Text)
				if m == nil {
					t.Errorf("%s is not of the form that doc.go shows", comment.Text)
					continue
				}
				seen++
				op, ok := find(m[1], m[2])
				first, _, _ := strings.Cut(m[4], ",")
				if !ok || string(op.Label) != m[3] || op.Scopes[0] != first {
					t.Errorf("%s: the table has %+v", comment.Text, op)
				}
			}
		}
	}
	if seen < 15 {
		t.Errorf("only %d comments were found", seen)
	}
}

func TestEveryRequestIsInTheTable(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if name, ok := literal.Type.(*ast.Ident); !ok || name.Name != "request" {
				return true
			}
			seen++
			method, route := requestOf(t, literal)
			if _, ok := find(method, route); !ok {
				t.Errorf("%q %q of a request is not in the table", method, route)
			}
			return true
		})
	}
	if seen < 15 {
		t.Errorf("only %d requests were found", seen)
	}
}

// requestOf reads method and route of a request literal; both must be written
// as constants, or nobody could check them.
func requestOf(t *testing.T, literal *ast.CompositeLit) (method, route string) {
	t.Helper()
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			t.Fatal("a request literal without keys")
		}
		key, ok := pair.Key.(*ast.Ident)
		if !ok {
			t.Fatal("a request literal with a key that is no name")
		}
		switch value := pair.Value.(type) {
		case *ast.SelectorExpr:
			if key.Name == "method" {
				method = strings.ToUpper(strings.TrimPrefix(value.Sel.Name, "Method"))
			}
		case *ast.BasicLit:
			text, err := strconv.Unquote(value.Value)
			if key.Name == "route" && err == nil {
				route = text
			}
		}
	}
	return method, route
}

func TestOperationsAreWellFormed(t *testing.T) {
	t.Parallel()
	seen := map[string]struct{}{}
	for _, op := range zoomapi.Operations() {
		name := op.Method + " " + op.Route
		if _, twice := seen[name]; twice {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = struct{}{}
		phone := strings.HasPrefix(op.Route, "/phone/") || strings.HasPrefix(op.Route, "/number_management/")
		if op.Phone != phone {
			t.Errorf("%s: Phone is %v", name, op.Phone)
		}
		for i, scope := range op.Scopes {
			granular := strings.Count(scope, ":") == 3
			if !strings.HasSuffix(scope, ":admin") || granular != (i == 0) {
				t.Errorf("%s: scope %d is %q", name, i, scope)
			}
		}
		if len(op.Scopes) < 2 {
			t.Errorf("%s: scopes %v", name, op.Scopes)
		}
	}
	for _, name := range []string{"GET /roles/{roleId}/members", "PUT /phone/users/{userId}/calling_plans", "GET /number_management/numbers"} {
		if _, ok := seen[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
}

var (
	specLabel  = regexp.MustCompile("Rate Limit Label.*?`([^`]+)`")
	specScopes = regexp.MustCompile(`(?m)Scopes\]\(.*?:\*\*(.*)$`)
	quoted     = regexp.MustCompile("`([^`]+)`")
)

// Zoom's OpenAPI documents are no part of the project. Where they are at hand,
// the table is compared with them.
func TestOperationsAgreeWithZoom(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("ZOOM_OPENAPI_DIR")
	if dir == "" {
		t.Skip("ZOOM_OPENAPI_DIR is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents in %s: %v", dir, err)
	}
	compared := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var spec struct {
			Paths map[string]map[string]json.RawMessage `json:"paths"`
		}
		if err := json.Unmarshal(data, &spec); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, op := range zoomapi.Operations() {
			var entry struct {
				Description string `json:"description"`
			}
			raw, ok := spec.Paths[op.Route][strings.ToLower(op.Method)]
			if !ok || json.Unmarshal(raw, &entry) != nil {
				continue
			}
			compared++
			compareWithSpec(t, op, entry.Description)
		}
	}
	if compared < len(zoomapi.Operations()) {
		t.Errorf("only %d of %d operations were found", compared, len(zoomapi.Operations()))
	}
}

func compareWithSpec(t *testing.T, op zoomapi.Operation, description string) {
	t.Helper()
	label := specLabel.FindStringSubmatch(description)
	if label == nil || !strings.EqualFold(label[1], string(op.Label)) {
		t.Errorf("%s %s: label %s, the document says %v", op.Method, op.Route, op.Label, label)
	}
	var want []string
	for _, line := range specScopes.FindAllStringSubmatch(description, -1) {
		for _, scope := range quoted.FindAllStringSubmatch(line[1], -1) {
			if strings.HasSuffix(scope[1], ":admin") {
				want = append(want, scope[1])
			}
		}
	}
	got := slices.Sorted(slices.Values(op.Scopes))
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s %s: scopes differ (-document +table):\n%s", op.Method, op.Route, diff)
	}
}

func TestOperationsAreCopies(t *testing.T) {
	t.Parallel()
	zoomapi.Operations()[0].Scopes[0] = "changed"
	if op, ok := find(http.MethodGet, "/users"); !ok || op.Scopes[0] == "changed" {
		t.Errorf("got %+v", op)
	}
}
