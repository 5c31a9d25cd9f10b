package zoomapi_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestIdentifiersInPaths(t *testing.T) {
	t.Parallel()
	const refused = ""
	for name, tc := range map[string]struct{ id, want string }{
		"zoom id":        {id: "KDcuGIm1QgePTO8WbOqwIQ", want: "KDcuGIm1QgePTO8WbOqwIQ"},
		"leading dash":   {id: "-_cuGIm1QgePTO8WbOqwIQ", want: "-_cuGIm1QgePTO8WbOqwIQ"},
		"e-mail":         {id: "a+b@example.com", want: "a+b@example.com"},
		"climbing":       {id: "../x", want: "..%2Fx"},
		"slash":          {id: "a/b", want: "a%2Fb"},
		"leading slash":  {id: "/a==", want: "%2Fa=="},
		"escaped slash":  {id: "%2f", want: "%252f"},
		"escaped dots":   {id: "%2e%2e", want: "%252e%252e"},
		"query":          {id: "x?action=delete", want: "x%3Faction=delete"},
		"fragment":       {id: "x#y", want: "x%23y"},
		"blank":          {id: "a b", want: "a%20b"},
		"emoji":          {id: "😀", want: "%F0%9F%98%80"},
		"three dots":     {id: "...", want: "..."},
		"contains word":  {id: "me2", want: "me2"},
		"empty":          {id: "", want: refused},
		"dot":            {id: ".", want: refused},
		"dots":           {id: "..", want: refused},
		"CRLF":           {id: "x\r\nHost: evil", want: refused},
		"NUL":            {id: "x\x00", want: refused},
		"C1 control":     {id: "x\u0085", want: refused},
		"not UTF-8":      {id: "x\xff", want: refused},
		"10 KB":          {id: strings.Repeat("x", 10<<10), want: refused},
		"me":             {id: "me", want: refused},
		"other endpoint": {id: "Summary", want: refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var uri atomic.Value
			client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				uri.Store(r.RequestURI)
				reply(t, w, http.StatusOK, `{"id":"x","type":1}`)
			}), nil)
			_, err := client.User(t.Context(), tc.id)
			if tc.want == refused {
				if !errors.Is(err, zoomapi.ErrInvalidID) || uri.Load() != nil {
					t.Fatalf("got error %v, request %v; want ErrInvalidID and none", err, uri.Load())
				}
				if len(err.Error()) > 200 || strings.ContainsAny(err.Error(), "\r\n\x00") {
					t.Errorf("the error quotes the id: %q", err)
				}
				return
			}
			if err != nil {
				t.Fatalf("User: %v", err)
			}
			if want := basePath + "/users/" + tc.want; uri.Load() != want {
				t.Errorf("request URI %v, want %s", uri.Load(), want)
			}
		})
	}
}

func TestSecondIdentifierInPath(t *testing.T) {
	t.Parallel()
	var uri atomic.Value
	client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uri.Store(r.RequestURI)
		w.WriteHeader(http.StatusNoContent)
	}), nil)
	if err := client.RemoveGroupMember(t.Context(), "g/1", "a/b@example.com"); err != nil {
		t.Fatal(err)
	}
	if want := basePath + "/groups/g%2F1/members/a%2Fb@example.com"; uri.Load() != want {
		t.Errorf("request URI %v, want %s", uri.Load(), want)
	}
	for _, ids := range [][2]string{{"g", ".."}, {"..", "m"}, {"", "m"}, {"g", ""}} {
		if err := client.RemoveGroupMember(t.Context(), ids[0], ids[1]); !errors.Is(err, zoomapi.ErrInvalidID) {
			t.Errorf("%q: got %v, want ErrInvalidID", ids, err)
		}
	}
}

// Whatever the id, the server sees it as exactly one path segment, or not at all.
func TestAnyIdentifierIsOneSegment(t *testing.T) {
	t.Parallel()
	var last *url.URL
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		last = r.URL
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: r}, nil
	})
	client := newClient(t, zoomapi.Config{
		ServiceURL: "https://zoom.test" + basePath, TokenSource: &tokens{},
		HTTPClient: &http.Client{Transport: transport},
	})
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.OneOf(rapid.String(), rapid.StringMatching(`[./%a-f0-9?#;]{1,8}`)).Draw(t, "id")
		last = nil
		err := client.DeleteUser(ctx, id, zoomapi.DeleteOptions{})
		if errors.Is(err, zoomapi.ErrInvalidID) {
			if last != nil {
				t.Fatalf("a refused id was sent")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		segment, found := strings.CutPrefix(last.EscapedPath(), basePath+"/users/")
		if !found || strings.Contains(segment, "/") || last.RawQuery != "" || last.Fragment != "" {
			t.Fatalf("sent as %s", last)
		}
		if plain, err := url.PathUnescape(segment); err != nil || plain != id {
			t.Fatalf("id %q arrives as %q (%v)", id, plain, err)
		}
	})
}

// An identifier is valid exactly when a call takes it.
func TestValidID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"eW5tZnbETTa7DGX7bjRB_g": true, "a/b": true, "-x": true, "me": true,
		"": false, ".": false, "..": false, "a\x00": false, "\xff": false, strings.Repeat("a", 513): false,
	} {
		if got := zoomapi.ValidID(id); got != want {
			t.Errorf("%q: %v", id, got)
		}
	}
}
