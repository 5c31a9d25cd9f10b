package shared_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// testSchema has an attribute of each kind that matters to requests.
func testSchema() *shared.Schema {
	all := []shared.OperationInfo{
		{Operation: shared.OperationGet},
		{Operation: shared.OperationSearch},
		{Operation: shared.OperationCreate, Options: []*shared.Property{{
			Name: "create_action", Aliases: []string{"action"}, Type: shared.TypeString,
			Default: shared.Strings("create"), AllowedValues: []shared.Value{shared.StringValue("create"), shared.StringValue("sso")},
		}}},
		{Operation: shared.OperationUpdate},
		{Operation: shared.OperationDelete},
	}
	return &shared.Schema{Classes: []*shared.ObjectClass{
		{
			Name: "User", Aliases: []string{"__ACCOUNT__"}, UIDAttribute: "id", NameAttribute: "email", Operations: all,
			Attributes: []*shared.AttributeInfo{
				{Name: "id", Type: shared.TypeString, Readable: true, ReturnedByDefault: true},
				{Name: "email", Aliases: []string{"MAIL"}, Type: shared.TypeString, Required: true, Creatable: true, Updatable: true, Readable: true},
				{Name: "type", Type: shared.TypeInt, Creatable: true, Updatable: true, Readable: true, AllowedValues: []shared.Value{shared.IntValue(1), shared.IntValue(2)}},
				{Name: "future", Type: shared.TypeInt, Creatable: true, AllowedValues: []shared.Value{shared.IntValue(1)}, AllowedValuesOpen: true},
				{Name: "score", Type: shared.TypeFloat, Creatable: true, Updatable: true, Readable: true},
				{Name: "enabled", Type: shared.TypeBool, Updatable: true, Readable: true},
				{Name: "password", Type: shared.TypeSecret, Creatable: true, Updatable: true},
				{Name: "groups", Type: shared.TypeReference, ReferenceClass: "Group", MultiValued: true, Creatable: true, Updatable: true, Readable: true},
			},
		},
		{
			Name: "Group", UIDAttribute: "id", NameAttribute: "id", Operations: []shared.OperationInfo{{Operation: shared.OperationGet}},
			Attributes: []*shared.AttributeInfo{{Name: "id", Type: shared.TypeString, Readable: true}},
		},
	}}
}

func TestSchemaOfTestsIsSound(t *testing.T) {
	t.Parallel()
	info := &shared.Info{Operations: []shared.Operation{
		shared.OperationGet, shared.OperationSearch, shared.OperationCreate, shared.OperationUpdate, shared.OperationDelete,
	}}
	if err := shared.CheckSchema(testSchema(), info); err != nil {
		t.Fatal(err)
	}
}

func attrs(pairs ...any) shared.Attributes {
	var out shared.Attributes
	for i := 0; i < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		switch v := pairs[i+1].(type) {
		case shared.Values:
			out = append(out, shared.Attribute{Name: name, Values: v})
		case shared.Value:
			out = append(out, shared.NewAttribute(name, v))
		case string:
			out = append(out, shared.NewAttribute(name, shared.StringValue(v)))
		case int:
			out = append(out, shared.NewAttribute(name, shared.IntValue(int64(v))))
		case bool:
			out = append(out, shared.NewAttribute(name, shared.BoolValue(v)))
		}
	}
	return out
}

func TestResolveCreate(t *testing.T) {
	t.Parallel()
	got, err := shared.ResolveCreate(testSchema(), &shared.CreateRequest{
		Class:      "__account__",
		Attributes: attrs("__NAME__", "a@example.com", "SCORE", 3, "password", "x", "future", 7, "groups", shared.Strings("g1", "name:Staff"), "type", shared.Values{}),
		Options:    attrs("Action", "sso"),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := shared.Attributes{
		shared.NewAttribute("email", shared.StringValue("a@example.com")),
		shared.NewAttribute("score", shared.FloatValue(3)),
		shared.NewAttribute("password", shared.SecretValue(shared.NewSecret("x"))),
		shared.NewAttribute("future", shared.IntValue(7)),
		shared.NewAttribute("groups",
			shared.ReferenceValue(shared.Reference{Class: "Group", UID: "g1"}),
			shared.ReferenceValue(shared.Reference{Class: "Group", Name: "Staff"})),
	}
	if diff := cmp.Diff(want, got.Attributes); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(attrs("create_action", "sso"), got.Options); diff != "" || got.Class != "User" {
		t.Errorf("class %s, options (-want +got):\n%s", got.Class, diff)
	}
}

func TestResolveCreateFaults(t *testing.T) {
	t.Parallel()
	ok := attrs("email", "a@example.com")
	tests := map[string]struct {
		req  shared.CreateRequest
		kind shared.ErrorKind
		want string
	}{
		"unknown class":       {shared.CreateRequest{Class: "Usr"}, shared.ErrNotFound, "not found: no object class Usr; this connector has User, Group"},
		"unsupported":         {shared.CreateRequest{Class: "Group"}, shared.ErrUnsupported, "unsupported: object class Group does not support create"},
		"missing":             {shared.CreateRequest{Class: "User"}, shared.ErrInvalidRequest, "invalid request: email: required and missing"},
		"empty required":      {shared.CreateRequest{Class: "User", Attributes: attrs("email", shared.Values{})}, shared.ErrInvalidRequest, "invalid request: email: required and missing"},
		"unknown attribute":   {shared.CreateRequest{Class: "User", Attributes: append(attrs("passwort", "x"), ok...)}, shared.ErrInvalidRequest, "invalid request: passwort: unknown attribute of User; did you mean password?"},
		"two spellings":       {shared.CreateRequest{Class: "User", Attributes: append(attrs("MAIL", "x"), ok...)}, shared.ErrInvalidRequest, "invalid request: email: given twice, as MAIL and as email"},
		"not creatable":       {shared.CreateRequest{Class: "User", Attributes: append(attrs("enabled", true), ok...)}, shared.ErrInvalidRequest, "invalid request: enabled: cannot be set at create; update it afterwards"},
		"wrong type":          {shared.CreateRequest{Class: "User", Attributes: append(attrs("type", "1"), ok...)}, shared.ErrInvalidAttributeValue, "invalid attribute value: type: must be of type int, not string"},
		"not allowed":         {shared.CreateRequest{Class: "User", Attributes: append(attrs("type", 9), ok...)}, shared.ErrInvalidAttributeValue, "invalid attribute value: type: must be one of 1, 2, not 9"},
		"too many":            {shared.CreateRequest{Class: "User", Attributes: attrs("email", shared.Strings("a", "b"))}, shared.ErrInvalidAttributeValue, "invalid attribute value: email: takes one value, not 2"},
		"wrong reference":     {shared.CreateRequest{Class: "User", Attributes: append(attrs("groups", shared.ReferenceValue(shared.Reference{Class: "User", UID: "1"})), ok...)}, shared.ErrInvalidAttributeValue, `invalid attribute value: groups: must refer to an object of class Group by uid or name, not User "1"`},
		"unknown option":      {shared.CreateRequest{Class: "User", Attributes: ok, Options: attrs("x", "y")}, shared.ErrInvalidRequest, "invalid request: x: unknown option"},
		"option not allowed":  {shared.CreateRequest{Class: "User", Attributes: ok, Options: attrs("action", "y")}, shared.ErrInvalidAttributeValue, "invalid attribute value: create_action: must be one of create, sso"},
		"everything together": {shared.CreateRequest{Class: "User", Attributes: attrs("type", "1", "x", "y")}, shared.ErrInvalidRequest, "invalid request: type: must be of type int, not string; x: unknown attribute of User; email: required and missing"},
		"unavailable":         {shared.CreateRequest{Class: "User", Attributes: attrs("email", shared.UnavailableValues("x"))}, shared.ErrInvalidAttributeValue, "invalid attribute value: email: has no value"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := shared.ResolveCreate(testSchema(), &tt.req)
			if !errors.Is(err, tt.kind) || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestResolveUpdateFaults(t *testing.T) {
	t.Parallel()
	both := shared.ReplaceDelta("groups", shared.StringValue("a"))
	both.Add = shared.Strings("b")
	tests := map[string]struct {
		uid    string
		deltas []shared.AttributeDelta
		want   string
	}{
		"no uid":           {"", nil, "invalid request: id: a uid is needed"},
		"not updatable":    {"1", []shared.AttributeDelta{shared.ReplaceDelta("__UID__", shared.StringValue("2"))}, "invalid request: id: cannot be updated"},
		"clear required":   {"1", []shared.AttributeDelta{shared.ReplaceDelta("email")}, "invalid attribute value: email: required and cannot be cleared"},
		"add to single":    {"1", []shared.AttributeDelta{shared.AddDelta("score", shared.IntValue(1))}, "invalid request: score: has one value: replace it instead of adding or removing"},
		"replace and add":  {"1", []shared.AttributeDelta{both}, "invalid request: groups: replace cannot be combined with add or remove"},
		"add and remove":   {"1", []shared.AttributeDelta{{Name: "groups", Add: shared.Strings("a", "b"), Remove: shared.Strings("b")}}, "invalid request: groups: b is both added and removed"},
		"attribute twice":  {"1", []shared.AttributeDelta{shared.AddDelta("groups", shared.StringValue("a")), shared.RemoveDelta("GROUPS", shared.StringValue("b"))}, "invalid request: groups: given twice, as groups and as GROUPS"},
		"secret wrongtype": {"1", []shared.AttributeDelta{shared.ReplaceDelta("password", shared.IntValue(1))}, "invalid attribute value: password: must be of type secret, not int"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := shared.ResolveUpdate(testSchema(), &shared.UpdateRequest{Class: "User", UID: tt.uid, Deltas: tt.deltas})
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestResolveQueryFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		q    shared.Query
		want string
	}{
		"unknown attribute":     {shared.Query{Attributes: []string{"grups"}}, "invalid request: grups: unknown attribute of User; did you mean groups?"},
		"unreadable":            {shared.Query{Attributes: []string{"password"}}, "invalid request: password: cannot be read"},
		"two spellings":         {shared.Query{Attributes: []string{"mail", "email"}}, "invalid request: email: named twice, as mail and as email"},
		"negative page":         {shared.Query{PageSize: -1}, "invalid request: page size: must not be negative"},
		"offset alone":          {shared.Query{Offset: 2}, "invalid request: offset: needs a page size"},
		"offset and cookie":     {shared.Query{PageSize: 1, Offset: 2, Cookie: "c"}, "invalid request: offset: cannot be combined with a cookie"},
		"sort and cookie":       {shared.Query{PageSize: 1, Cookie: "c", Sort: []shared.SortKey{{Attribute: "email"}}}, "invalid request: sort: cannot be combined with a cookie"},
		"sort by secret":        {shared.Query{Sort: []shared.SortKey{{Attribute: "password"}}}, "invalid request: password: cannot be sorted by"},
		"sort by unknown":       {shared.Query{Sort: []shared.SortKey{{Attribute: "zzz"}}}, "invalid request: zzz: unknown attribute of User"},
		"option of other class": {shared.Query{Options: attrs("action", "sso")}, "invalid request: action: unknown option"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.q.Class = "User"
			_, err := shared.ResolveQuery(testSchema(), &tt.q)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestResolveGetAndDelete(t *testing.T) {
	t.Parallel()
	got, err := shared.ResolveGet(testSchema(), &shared.GetRequest{Class: "USER", UID: "1", Attributes: []string{"mail", "mail"}})
	if err != nil || got.Class != "User" || !cmp.Equal(got.Attributes, []string{"email"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := shared.ResolveGet(testSchema(), &shared.GetRequest{Class: "User"}); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("no key: %v", err)
	}
	if _, err := shared.ResolveGet(testSchema(), &shared.GetRequest{Class: "User", UID: "1", Name: "a"}); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("two keys: %v", err)
	}
	if _, err := shared.ResolveDelete(testSchema(), &shared.DeleteRequest{Class: "User"}); !errors.Is(err, shared.ErrInvalidRequest) {
		t.Errorf("delete without uid: %v", err)
	}
}
