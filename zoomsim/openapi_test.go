package zoomsim_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// openAPIDir is the environment variable that names the folder with Zoom's
// OpenAPI documents. They are Zoom's own and so are no part of the project;
// without them the tests run all the same, only without this check.
const openAPIDir = "ZOOM_OPENAPI_DIR"

// documents are Zoom's OpenAPI documents, ready to look operations up.
type documents struct {
	bySegments map[int][]*routers.Route
}

// zoomDocuments reads the documents once; nil when the environment names none.
var zoomDocuments = sync.OnceValues(func() (*documents, error) {
	dir := os.Getenv(openAPIDir)
	if dir == "" {
		return nil, nil
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s is %s, which holds no *.json", openAPIDir, dir)
	}
	docs := &documents{bySegments: map[int][]*routers.Route{}}
	for _, file := range files {
		if err := docs.load(file); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return docs, nil
})

// load adds the operations of a document. The document itself is not
// validated: Zoom's have defects in parts that matter to nobody here.
func (d *documents) load(file string) error {
	spec, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		return err
	}
	if spec.Paths == nil {
		return errors.New("no paths")
	}
	for path, item := range spec.Paths.Map() {
		segments := strings.Count(path, "/")
		for method, operation := range item.Operations() {
			adapt(operation)
			d.bySegments[segments] = append(d.bySegments[segments], &routers.Route{
				Spec: spec, Path: path, PathItem: item, Method: method, Operation: operation,
			})
		}
	}
	return nil
}

// find looks up the operation of a request below the API prefix; path is
// unescaped segment by segment. The template with the most literal segments
// wins, as with Zoom: /phone/users/batch is no user.
func (d *documents) find(method string, segments []string) (*routers.Route, map[string]string) {
	var best *routers.Route
	for _, route := range d.bySegments[len(segments)] {
		if route.Method != method || !fits(route.Path, segments) {
			continue
		}
		if best == nil || strings.Count(route.Path, "{") < strings.Count(best.Path, "{") {
			best = route
		}
	}
	if best == nil {
		return nil, nil
	}
	params := map[string]string{}
	for i, want := range templateSegments(best.Path) {
		if name, ok := strings.CutPrefix(want, "{"); ok {
			params[strings.TrimSuffix(name, "}")] = segments[i]
		}
	}
	return best, params
}

func fits(template string, segments []string) bool {
	for i, want := range templateSegments(template) {
		if !strings.HasPrefix(want, "{") && want != segments[i] {
			return false
		}
	}
	return true
}

func templateSegments(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// adapt makes a document say what it means. The alternatives of Zoom's oneOf
// overlap, so oneOf becomes anyOf. And a key that an answer's schema does not
// know becomes a fault: OpenAPI allows such keys, but a simulator that
// misspells one, or shows one in the wrong place, would go unnoticed.
func adapt(operation *openapi3.Operation) {
	if operation.RequestBody != nil && operation.RequestBody.Value != nil {
		for _, media := range operation.RequestBody.Value.Content {
			adaptSchema(media.Schema, false, map[*openapi3.Schema]bool{})
		}
	}
	if operation.Responses == nil {
		return
	}
	for _, response := range operation.Responses.Map() {
		if response.Value == nil {
			continue
		}
		for _, media := range response.Value.Content {
			adaptSchema(media.Schema, true, map[*openapi3.Schema]bool{})
		}
	}
}

func adaptSchema(ref *openapi3.SchemaRef, closed bool, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	schema := ref.Value
	seen[schema] = true
	schema.AnyOf, schema.OneOf = append(schema.AnyOf, schema.OneOf...), nil
	composed := len(schema.AllOf)+len(schema.AnyOf) > 0
	if closed && len(schema.Properties) > 0 && !composed && schema.AdditionalProperties.Has == nil && schema.AdditionalProperties.Schema == nil {
		no := false
		schema.AdditionalProperties.Has = &no
	}
	adaptSchema(schema.Items, closed, seen)
	for _, alternative := range schema.AnyOf {
		adaptSchema(alternative, closed, seen)
	}
	for _, property := range schema.Properties {
		adaptSchema(property, closed, seen)
	}
}
