package shared_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func listed(t *testing.T, q *shared.Query, n int) (uids []string, page shared.Page, err error) {
	t.Helper()
	class := testSchema().Classes[0]
	var objects []*shared.Object
	for i := range n {
		uid := fmt.Sprint(i + 1)
		objects = append(objects, shared.NewObject("User", uid, uid+"@example.com").
			SetString("id", uid).SetString("email", uid+"@example.com").Set("type", shared.IntValue(int64(i%2+1))).Build())
	}
	q.Class = "User"
	results, err := shared.ListResults(class, q, objects)
	if err != nil {
		return nil, page, err
	}
	for obj, err := range results.All() {
		if err != nil {
			return nil, page, err
		}
		if want := len(q.Attributes); want > 0 && obj.Len() != want {
			t.Errorf("%d attributes, asked for %d", obj.Len(), want)
		}
		uids = append(uids, obj.UID())
	}
	return uids, results.Page(), nil
}

func TestListResults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		q         shared.Query
		want      []string
		remaining int
		cookie    bool
	}{
		"everything": {shared.Query{}, []string{"1", "2", "3", "4", "5"}, 0, false},
		"filter":     {shared.Query{Filter: filter.Eq("type", shared.IntValue(2))}, []string{"2", "4"}, 0, false},
		"sort":       {shared.Query{Sort: []shared.SortKey{{Attribute: "type", Descending: true}, {Attribute: "email"}}}, []string{"2", "4", "1", "3", "5"}, 0, false},
		"page":       {shared.Query{PageSize: 2}, []string{"1", "2"}, 3, true},
		"last page":  {shared.Query{PageSize: 2, Offset: 4}, []string{"4", "5"}, 0, false},
		"beyond":     {shared.Query{PageSize: 2, Offset: 9}, nil, 0, false},
		"sorted page has no cookie": {
			shared.Query{PageSize: 2, Sort: []shared.SortKey{{Attribute: "email", Descending: true}}}, []string{"5", "4"}, 3, false,
		},
		"attributes": {shared.Query{Attributes: []string{"email", "type"}, PageSize: 1}, []string{"1"}, 4, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, page, err := listed(t, &tt.q, 5)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("error %v (-want +got):\n%s", err, diff)
			}
			if page.Remaining != tt.remaining || (page.Cookie != "") != tt.cookie {
				t.Errorf("page %+v, want %d remaining, cookie %v", page, tt.remaining, tt.cookie)
			}
		})
	}
}

func TestListResultsCookies(t *testing.T) {
	t.Parallel()
	var all []string
	q := &shared.Query{PageSize: 2}
	for {
		page, rest, err := listed(t, q, 5)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
		if rest.Cookie == "" {
			break
		}
		q.Cookie = rest.Cookie
	}
	if diff := cmp.Diff([]string{"1", "2", "3", "4", "5"}, all); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, _, err := listed(t, &shared.Query{PageSize: 2, Cookie: q.Cookie}, 2); !errors.Is(err, shared.ErrCursorExpired) {
		t.Errorf("row gone: %v, want cursor expired", err)
	}
	for name, cookie := range map[string]string{"garbage": "!", "other query": q.Cookie} {
		other := &shared.Query{PageSize: 2, Cookie: cookie, Filter: filter.Pr("email")}
		if _, _, err := listed(t, other, 5); !errors.Is(err, shared.ErrInvalidRequest) {
			t.Errorf("%s: %v, want an invalid request", name, err)
		}
	}
}
