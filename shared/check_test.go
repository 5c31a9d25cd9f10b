package shared_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/shared"
)

func TestCheckSchemaFindsDefects(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil func(*shared.Schema)
		want  string
	}{
		"no class":             {func(s *shared.Schema) { s.Classes = nil }, "no object class"},
		"class twice":          {func(s *shared.Schema) { s.Classes[1].Name = "user" }, `class name "user"`},
		"attribute twice":      {func(s *shared.Schema) { s.Classes[0].Attributes[2].Name = "EMAIL" }, `attribute name "EMAIL"`},
		"alias taken":          {func(s *shared.Schema) { s.Classes[0].Attributes[2].Aliases = []string{"mail"} }, `attribute name "mail"`},
		"no type":              {func(s *shared.Schema) { s.Classes[0].Attributes[2].Type = 0 }, "User.type has no type"},
		"uid undeclared":       {func(s *shared.Schema) { s.Classes[0].UIDAttribute = "uid" }, `identifier "uid"`},
		"name not a string":    {func(s *shared.Schema) { s.Classes[0].NameAttribute = "type" }, `identifier "type"`},
		"required, not to set": {func(s *shared.Schema) { s.Classes[0].Attributes[1].Creatable = false }, "required and cannot be created"},
		"default, unreadable":  {func(s *shared.Schema) { s.Classes[0].Attributes[6].ReturnedByDefault = true }, "returned by default and cannot be read"},
		"readable secret":      {func(s *shared.Schema) { s.Classes[0].Attributes[6].Readable = true }, "is a secret and can be read"},
		"dead attribute":       {func(s *shared.Schema) { s.Classes[0].Attributes[3].Creatable = false }, "neither read nor written"},
		"reference to nothing": {func(s *shared.Schema) { s.Classes[0].Attributes[7].ReferenceClass = "X" }, `unknown class "X"`},
		"enum of wrong type": {func(s *shared.Schema) {
			s.Classes[0].Attributes[2].AllowedValues = []shared.Value{shared.StringValue("1")}
		}, "allows a value of type string"},
		"operation not of the connector": {func(s *shared.Schema) {
			s.Classes[0].Operations = append(s.Classes[0].Operations, shared.OperationInfo{Operation: shared.OperationSync})
		}, "operation sync is not among"},
		"bad option": {func(s *shared.Schema) {
			s.Classes[0].Operations[2].Options[0].Default = shared.Strings("zzz")
		}, "default of property create_action"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema := testSchema()
			tt.spoil(schema)
			err := shared.CheckSchema(schema, &shared.Info{Operations: []shared.Operation{
				shared.OperationGet, shared.OperationSearch, shared.OperationCreate, shared.OperationUpdate, shared.OperationDelete,
			}})
			if !errors.Is(err, shared.ErrInternal) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an internal error with %q", err, tt.want)
			}
		})
	}
}

func TestCheckInfoFindsDefects(t *testing.T) {
	t.Parallel()
	if err := shared.CheckInfo(configInfo()); err != nil {
		t.Fatalf("a sound info: %v", err)
	}
	tests := map[string]struct {
		spoil func(*shared.Info)
		want  string
	}{
		"name":               {func(i *shared.Info) { i.Name = "My Connector" }, "not a lower-case word"},
		"version":            {func(i *shared.Info) { i.Version = "" }, "version is missing"},
		"property twice":     {func(i *shared.Info) { i.Properties[3].Name = "clientSecret" }, "names both"},
		"same name twice":    {func(i *shared.Info) { i.Properties[3].Name = i.Properties[2].Name }, "names two properties"},
		"secret default":     {func(i *shared.Info) { i.Properties[1].Default = shared.Strings("x") }, "has a default"},
		"bad default":        {func(i *shared.Info) { i.Properties[2].Default = shared.NewValues(shared.IntValue(0)) }, "must be at least 1"},
		"reference property": {func(i *shared.Info) { i.Properties[3].Type = shared.TypeReference }, "has type reference"},
		"constraint":         {func(i *shared.Info) { i.Constraints[0].Properties[0] = "nothing" }, "unknown property nothing"},
		"constraint of one":  {func(i *shared.Info) { i.Constraints[0].Properties = []string{"proxy"} }, "fewer than two"},
		"operation":          {func(i *shared.Info) { i.Operations = []shared.Operation{99} }, "is no operation"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			info := configInfo()
			tt.spoil(info)
			if err := shared.CheckInfo(info); !errors.Is(err, shared.ErrInternal) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an internal error with %q", err, tt.want)
			}
		})
	}
}
