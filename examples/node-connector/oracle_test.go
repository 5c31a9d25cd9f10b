//go:build unix

package nodeconnector_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

// words are texts in which case, length and order are not plain.
var words = []string{
	"", "a", "A", "ab", "aB", "b", "Straße", "STRASSE", "strasse", "ß", "ẞ", "ſ", "S", "K", "\u212a", "ı", "İ", "i", "I", "σ", "ς", "Σ",
	"é", "É", "e\u0301", "日本", "😀", "\uffee", "x y", `a"b`, "%", "a_b", "*", "name:a", "{}", "\t",
}

// oddPeople are users in whom all these words occur, and much is missing.
func oddPeople() (users, groups []entry) {
	begin := time.Date(2024, 2, 29, 23, 59, 59, 999_999_999, time.UTC)
	for i := range 90 {
		u := entry{"uid": fmt.Sprintf("u%d", i), "userName": fmt.Sprintf("%s%d", words[i%len(words)], i)}
		set := func(name string, every int, value any) {
			if i%every == 0 {
				u[name] = value
			}
		}
		set("givenName", 2, words[(i*7)%len(words)])
		set("email", 3, words[(i*5)%len(words)]+"@example.org")
		set("active", 2, i%4 == 0)
		set("logins", 1+i%2, i%9-4)
		set("joined", 3, begin.AddDate(0, 0, i%7-3).Format(time.RFC3339Nano))
		set("tags", 2, []string{words[i%len(words)], words[(i+3)%len(words)], words[(i*3)%len(words)]}[:i%4%3+1])
		set("manager", 4, fmt.Sprintf("u%d", (i*13)%90))
		users = append(users, u)
	}
	for i := range 5 {
		var members []string
		for j := i; j < 90; j += 4 + i {
			members = append(members, fmt.Sprintf("u%d", j))
		}
		groups = append(groups, entry{"uid": fmt.Sprintf("g%d", i), "displayName": fmt.Sprintf("Group %d", i), "members": members})
	}
	return users, groups
}

// TestOracle holds searches against what the SDK's own functions for lists make
// of the same rows: filters, orders, pages and attributes.
func TestOracle(t *testing.T) {
	t.Parallel()
	users, groups := oddPeople()
	conn := connect(t, writeDirectory(t, users, groups))
	ctx := testContext(t)
	schema, err := conn.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]*shared.Object{}
	for _, class := range schema.Classes {
		q := &shared.Query{Class: class.Name}
		for _, a := range class.Attributes {
			q.Attributes = append(q.Attributes, a.Name)
		}
		if lists[class.Name], _, err = all(ctx, conn, q); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		class := rapid.SampledFrom(schema.Classes).Draw(t, "class")
		q := drawQuery(t, class)
		want, wantPage, wantErr := expected(schema, class, q, lists[class.Name])
		got, page, err := all(ctx, conn, q)
		if (wantErr == nil) != (err == nil) {
			t.Fatalf("%v\ngot  %v\nwant %v", q.Filter, err, wantErr)
		}
		if wantErr != nil {
			var w, g *shared.Error
			if !errors.As(wantErr, &w) || !errors.As(err, &g) || w.Kind != g.Kind || len(w.Faults) != len(g.Faults) {
				t.Fatalf("%v\ngot  %v\nwant %v", q.Filter, err, wantErr)
			}
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%+v\n-want +got:\n%s", q, diff)
		}
		if page.Remaining != wantPage.Remaining || (page.Cookie == "") != (wantPage.Cookie == "") {
			t.Fatalf("%+v\ngot page %+v, want %+v", q, page, wantPage)
		}
	})
}

func expected(schema *shared.Schema, class *shared.ObjectClass, q *shared.Query, list []*shared.Object) ([]*shared.Object, shared.Page, error) {
	resolved, err := shared.ResolveQuery(schema, q)
	if err != nil {
		return nil, shared.Page{}, err
	}
	results, err := shared.ListResults(class, resolved, list)
	if err != nil {
		return nil, shared.Page{}, err
	}
	var rows []*shared.Object
	for row, err := range results.All() {
		if err != nil {
			return nil, shared.Page{}, err
		}
		rows = append(rows, row)
	}
	return rows, results.Page(), nil
}

func drawQuery(t *rapid.T, class *shared.ObjectClass) *shared.Query {
	q := &shared.Query{Class: class.Name}
	if rapid.IntRange(0, 9).Draw(t, "filtered") > 0 {
		q.Filter = drawFilter(t, class, 3)
	}
	for range rapid.IntRange(0, 2).Draw(t, "keys") {
		a := rapid.SampledFrom(class.Attributes).Draw(t, "key")
		q.Sort = append(q.Sort, shared.SortKey{Attribute: a.Name, Descending: rapid.Bool().Draw(t, "descending")})
	}
	q.PageSize = rapid.SampledFrom([]int{0, 0, 1, 7, 1000}).Draw(t, "page size")
	if q.PageSize > 0 {
		q.Offset = rapid.IntRange(0, 40).Draw(t, "offset")
	}
	if rapid.Bool().Draw(t, "attributes") {
		q.Attributes = []string{rapid.SampledFrom(class.Attributes).Draw(t, "attribute").Name}
	}
	return q
}

func drawFilter(t *rapid.T, class *shared.ObjectClass, depth int) shared.Filter {
	name := rapid.SampledFrom(class.Attributes).Draw(t, "attribute")
	value := func() shared.Value { return drawValue(t, name) }
	kind := rapid.IntRange(0, 6).Draw(t, "node")
	if depth == 0 {
		kind = rapid.IntRange(3, 6).Draw(t, "leaf")
	}
	inner := func() shared.Filter { return drawFilter(t, class, depth-1) }
	switch kind {
	case 0:
		return filter.AllOf(inner(), inner())
	case 1:
		return filter.AnyOf(inner(), inner())
	case 2:
		return filter.Negate(inner())
	case 3:
		return filter.Pr(name.Name)
	case 4:
		return filter.OneOf(name.Name, value(), value())
	case 5:
		return filter.HasAll(name.Name, value(), value())
	default:
		op := filter.Operator(rapid.IntRange(int(filter.Equal), int(filter.LessOrEqual)).Draw(t, "operator"))
		return &filter.Comparison{Attribute: name.Name, Operator: op, Value: value()}
	}
}

// drawValue draws a literal that suits the attribute, and now and then one that
// does not.
func drawValue(t *rapid.T, a *shared.AttributeInfo) shared.Value {
	word := shared.StringValue(rapid.SampledFrom(words).Draw(t, "word"))
	if rapid.IntRange(0, 19).Draw(t, "odd") == 0 {
		return rapid.SampledFrom([]shared.Value{
			word, shared.IntValue(1), shared.FloatValue(0.5), shared.FloatValue(2), shared.BoolValue(true), shared.BytesValue([]byte("x")),
		}).Draw(t, "any")
	}
	uid := fmt.Sprintf("%s%d", map[bool]string{true: "g", false: "u"}[a.ReferenceClass == "Group"], rapid.IntRange(0, 9).Draw(t, "n"))
	switch a.Type {
	case shared.TypeInt:
		return shared.IntValue(rapid.Int64Range(-5, 5).Draw(t, "int"))
	case shared.TypeBool:
		return shared.BoolValue(rapid.Bool().Draw(t, "bool"))
	case shared.TypeTime:
		return shared.TimeValue(time.Date(2024, 2, 26, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "hours")) * time.Hour))
	case shared.TypeReference:
		return rapid.SampledFrom([]shared.Value{
			shared.StringValue(uid), shared.StringValue("name:group 2"), word,
			shared.ReferenceValue(shared.Reference{UID: uid}), shared.ReferenceValue(shared.Reference{Class: a.ReferenceClass, Name: "GROUP 1"}),
		}).Draw(t, "reference")
	default:
		if a.Name == "uid" {
			return shared.StringValue(uid)
		}
		return word
	}
}

// TestPages reads everything page by page.
func TestPages(t *testing.T) {
	t.Parallel()
	users, groups := oddPeople()
	conn := connect(t, writeDirectory(t, users, groups))
	ctx := testContext(t)
	whole, _, err := all(ctx, conn, &shared.Query{Class: "User"})
	if err != nil || len(whole) != 90 {
		t.Fatalf("%d rows, %v", len(whole), err)
	}
	for _, size := range []int{1, 7, 89, 90, 91} {
		var pages []*shared.Object
		q := &shared.Query{Class: "User", PageSize: size}
		for {
			rows, page, err := all(ctx, conn, q)
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, rows...)
			if page.Remaining != len(whole)-len(pages) {
				t.Fatalf("page size %d: %d remaining after %d rows", size, page.Remaining, len(pages))
			}
			if page.Cookie == "" {
				break
			}
			q.Cookie = page.Cookie
		}
		if diff := cmp.Diff(whole, pages); diff != "" {
			t.Errorf("page size %d: -want +got:\n%s", size, diff)
		}
	}
}
