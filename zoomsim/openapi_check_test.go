package zoomsim_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// exchange is a request and its answer, as a test saw them.
type exchange struct {
	request *http.Request
	body    string // of the request
	answer  answer
}

// checkExchange holds an exchange against Zoom's documents, when there are
// any: an answer must be documented, and a request that was accepted must be a
// correct one. What differs must be in the table of known deviations.
func checkExchange(t testing.TB, x exchange) {
	t.Helper()
	docs, err := zoomDocuments()
	if err != nil {
		t.Fatal(err)
	}
	if _, measured := t.(*testing.B); docs == nil || measured {
		return
	}
	segments, ok := apiSegments(x.request.URL)
	if !ok {
		return // Not the API: Zoom documents the token endpoint in prose.
	}
	template, faults := docs.check(x, segments)
	seen := map[string]bool{}
	for _, fault := range faults {
		if seen[fault.what] {
			continue // The next row of the same list.
		}
		seen[fault.what] = true
		if !deviations.known(x.request.Method, template, fault.what) {
			t.Errorf("not as in Zoom's documents: %s %s: %s\n%s", x.request.Method, template, fault.what, fault.detail)
		}
	}
}

// fault is a difference between an exchange and the documents. What names it
// in a form that does not depend on the values at hand.
type fault struct{ what, detail string }

// apiSegments gives the path segments below the API prefix.
func apiSegments(u *url.URL) ([]string, bool) {
	rest, ok := strings.CutPrefix(u.EscapedPath(), "/v2/")
	if !ok {
		return nil, false
	}
	segments := strings.Split(rest, "/")
	for i, segment := range segments {
		text, err := url.PathUnescape(segment)
		if err != nil {
			return nil, false
		}
		segments[i] = text
	}
	return segments, true
}

func (d *documents) check(x exchange, segments []string) (string, []fault) {
	route, params := d.find(x.request.Method, segments)
	if route == nil {
		if x.answer.status < http.StatusBadRequest {
			return x.request.URL.Path, []fault{{"operation", "an operation that is in no document was accepted"}}
		}
		return "", nil
	}
	request := x.request.Clone(x.request.Context())
	request.Body = io.NopCloser(strings.NewReader(x.body))
	if x.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	options := &openapi3filter.Options{
		MultiError: true, IncludeResponseStatus: true, SkipSettingDefaults: true,
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
	}
	input := &openapi3filter.RequestValidationInput{Request: request, PathParams: params, Route: route, Options: options}
	var faults []fault
	if x.answer.status < http.StatusMultipleChoices {
		faults = flatten("request", openapi3filter.ValidateRequest(request.Context(), input))
	}
	err := openapi3filter.ValidateResponse(request.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: x.answer.status, Header: x.answer.header,
		Body: io.NopCloser(bytes.NewReader([]byte(x.answer.text))), Options: options,
	})
	return route.Path, append(faults, flatten("response "+strconv.Itoa(x.answer.status), err)...)
}

// flatten names every fault in an error of the validator.
func flatten(prefix string, err error) []fault {
	var (
		many     openapi3.MultiError
		request  *openapi3filter.RequestError
		response *openapi3filter.ResponseError
		schema   *openapi3.SchemaError
		parse    *openapi3filter.ParseError
	)
	switch {
	case err == nil:
		return nil
	case asExactly(err, &many):
		var faults []fault
		for _, one := range many {
			faults = append(faults, flatten(prefix, one)...)
		}
		return faults
	case asExactly(err, &request):
		if request.Parameter != nil {
			prefix += " " + request.Parameter.In + " " + request.Parameter.Name
		} else {
			prefix += " body"
		}
		if request.Err == nil {
			return []fault{{prefix + ": " + request.Reason, err.Error()}}
		}
		return flatten(prefix, request.Err)
	case asExactly(err, &response):
		if response.Err == nil {
			return []fault{{prefix + ": " + response.Reason, err.Error()}}
		}
		return flatten(prefix, response.Err)
	case asExactly(err, &schema) && schema.SchemaField == "anyOf":
		return nearest(prefix+" "+pointer(schema), schema)
	case asExactly(err, &schema):
		return []fault{{fmt.Sprintf("%s %s: %s", prefix, pointer(schema), rule(schema)), fmt.Sprintf("%s: %.1000v", schema.Reason, schema.Value)}}
	case asExactly(err, &parse):
		return []fault{{prefix + ": unreadable", err.Error()}}
	default:
		return []fault{{prefix + ": " + err.Error(), err.Error()}}
	}
}

// nearest names what keeps a value from the alternative that it is nearest to.
func nearest(prefix string, schema *openapi3.SchemaError) []fault {
	var best []fault
	for _, alternative := range schema.Schema.AnyOf {
		err := alternative.Value.VisitJSON(schema.Value, openapi3.MultiErrors(), openapi3.VisitAsResponse())
		faults := flatten(prefix, err)
		if best == nil || len(faults) < len(best) {
			best = faults
		}
	}
	return best
}

// asExactly is errors.As without looking into err: the layers are told apart
// one by one, because each adds to the name of the fault.
func asExactly[T error](err error, target *T) bool {
	got, ok := err.(T) //nolint:errorlint // See above.
	if ok {
		*target = got
	}
	return ok
}

// pointer is where in a body a fault is, without the positions in lists.
func pointer(schema *openapi3.SchemaError) string {
	parts := slices.Clone(schema.JSONPointer())
	for i, part := range parts {
		if _, err := strconv.Atoi(part); err == nil {
			parts[i] = "*"
		}
	}
	return "/" + strings.Join(parts, "/")
}

// rule is which rule of a schema was broken; for an unknown key, which key.
func rule(schema *openapi3.SchemaError) string {
	if schema.SchemaField == "properties" {
		return schema.Reason
	}
	return schema.SchemaField
}

// servers are the simulators behind the addresses of running servers.
var servers sync.Map

// faultFires counts the faults that a simulator has fired; what a fault made
// of an answer is in no document.
func faultFires(sim *zoomsim.Sim) int {
	fires := 0
	for _, f := range sim.FaultReport() {
		fires += f.Fires
	}
	return fires
}

// firesAt is faultFires of the server that a request is for.
func firesAt(r *http.Request) int {
	sim, ok := servers.Load(r.URL.Host)
	if !ok {
		return 0
	}
	return faultFires(sim.(*zoomsim.Sim))
}

// readBody takes the body out of a request and puts a fresh one in.
func readBody(t testing.TB, r *http.Request) string {
	t.Helper()
	if r.Body == nil {
		return ""
	}
	text, err := io.ReadAll(r.Body)
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	return string(text)
}
