package zoomimpl_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

// Section 4.7: what has gone is not found, by whatever write.
func TestGroupThatHasGone(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("entitlement_deletion_enabled", yes))
	ann := tn.active("ann@example.com")
	uid := tn.create(group, nil, set("name", str("Team Blue"))).UID
	if result, err := tn.delete(group, uid); err != nil || result.Name != "Team Blue" || result.Outcome != shared.OutcomeDeleted {
		t.Fatalf("%+v, %v", result, err)
	}
	for _, key := range []string{uid, "..", nowhere} {
		if _, err := tn.delete(group, key); !errors.Is(err, shared.ErrNotFound) || shared.AsError(err).UID != key {
			t.Errorf("delete %q: %v", key, err)
		}
		for _, d := range []shared.AttributeDelta{
			shared.ReplaceDelta("name", str("x")), shared.AddDelta("members", userRef(ann)), shared.ReplaceDelta("admins"),
		} {
			if _, err := tn.update(group, key, d); !errors.Is(err, shared.ErrNotFound) || shared.AsError(err).UID != key {
				t.Errorf("update %s of %q: %v", d.Name, key, err)
			}
		}
	}
}

// A delete that was repeated and then found nothing has done its work, unless
// the group was not there to begin with.
func TestGroupDeleteRepeated(t *testing.T) {
	t.Parallel()
	tn := start(t, small())
	for name, test := range map[string]struct {
		first func(send func() (*http.Response, error)) (*http.Response, error)
		gone  bool
		want  error
	}{
		"carried out and unavailable": {first: func(send func() (*http.Response, error)) (*http.Response, error) {
			resp, err := send()
			if err != nil {
				return nil, err
			}
			return answer(http.StatusServiceUnavailable, ""), resp.Body.Close()
		}},
		"lost answer":     {first: lostAnswer},
		"gone at the get": {first: lostAnswer, gone: true, want: shared.ErrNotFound},
	} {
		uid := tn.create(group, nil, set("name", str(name))).UID
		deletes := 0
		conn := tn.connectThrough(func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			if req.Method != http.MethodDelete || !strings.HasSuffix(req.URL.Path, uid) {
				return send()
			}
			if deletes++; deletes == 1 {
				return test.first(send)
			}
			return send()
		}, set("entitlement_deletion_enabled", yes), set("io_error_retries", num(2)))
		if test.gone {
			if _, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: group, UID: uid}); err != nil {
				t.Fatal(err)
			}
		}
		result, err := conn.Delete(t.Context(), &shared.DeleteRequest{Class: group, UID: uid})
		if test.want != nil {
			if !errors.Is(err, test.want) {
				t.Errorf("%s: got %v", name, err)
			}
			continue
		}
		if err != nil || result.Outcome != shared.OutcomeDeleted {
			t.Errorf("%s: %+v, %v", name, result, err)
		}
	}
}

// A group whose name is its id can be taken over: the locks of names and of ids
// do not wait for each other.
func TestGroupNamedLikeItsID(t *testing.T) {
	t.Parallel()
	tn := start(t, small(), set("duplicateErrorReturnsId", yes))
	tn.conn = tn.connectThrough(refuse(http.MethodGet, "/groups", 200,
		`{"total_records":1,"next_page_token":"","groups":[{"id":"team","name":"team"}]}`), set("duplicateErrorReturnsId", yes))
	if got := tn.create(group, nil, set("name", str("team"))); got.UID != "team" || got.Outcome != shared.OutcomeAdopted {
		t.Errorf("got %+v", got)
	}
}
