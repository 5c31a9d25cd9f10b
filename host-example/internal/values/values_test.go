package values_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host-example/internal/values"
	"github.com/igaplugin/igaplugin/shared"
)

func userClass() *shared.ObjectClass {
	attribute := func(name string, t shared.Type, multi bool) *shared.AttributeInfo {
		return &shared.AttributeInfo{Name: name, Type: t, MultiValued: multi, Readable: t != shared.TypeSecret, Creatable: true, Updatable: true}
	}
	return &shared.ObjectClass{
		Name: "User", UIDAttribute: "id", NameAttribute: "email",
		Attributes: []*shared.AttributeInfo{
			attribute("id", shared.TypeString, false), attribute("email", shared.TypeString, false),
			attribute("seat", shared.TypeInt, false), attribute("active", shared.TypeBool, false),
			attribute("since", shared.TypeTime, false), attribute("tags", shared.TypeString, true),
			attribute("groups", shared.TypeReference, true), attribute("password", shared.TypeSecret, false),
			attribute("address", shared.TypeObject, false), attribute("phones", shared.TypeObject, true),
		},
	}
}

func secrets() values.Secrets {
	return values.Secrets{
		LookupEnv: func(name string) (string, bool) {
			v, ok := map[string]string{"PW": "s3cr3t", "EMPTY": ""}[name]
			return v, ok
		},
		Prompt: func(what string) (string, error) { return "typed " + what, nil },
	}
}

// reveal makes secrets comparable in a cmp.Diff, which shows them; these are
// made up.
func reveal(v shared.Values) []string {
	out := []string{}
	for x := range v.All() {
		if s, ok := x.AsSecret(); ok {
			out = append(out, "secret "+s.Reveal())
			continue
		}
		out = append(out, x.Type().String()+" "+x.String())
	}
	return out
}

type delta struct{ replace, add, remove []string }

func shown(deltas []shared.AttributeDelta) map[string]delta {
	out := make(map[string]delta)
	for _, d := range deltas {
		var x delta
		if d.Replace != nil {
			x.replace = reveal(*d.Replace)
		}
		if d.Add.Len() > 0 {
			x.add = reveal(d.Add)
		}
		if d.Remove.Len() > 0 {
			x.remove = reveal(d.Remove)
		}
		out[d.Name] = x
	}
	return out
}

func TestDeltas(t *testing.T) {
	t.Parallel()
	secretFile := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(secretFile, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		args []string
		want map[string]delta
	}{
		"none":           {nil, map[string]delta{}},
		"replace":        {[]string{"email=a@b"}, map[string]delta{"email": {replace: []string{"string a@b"}}}},
		"equals sign":    {[]string{"email=a=b"}, map[string]delta{"email": {replace: []string{"string a=b"}}}},
		"typed":          {[]string{"seat=007", "active=FALSE"}, map[string]delta{"seat": {replace: []string{"int 7"}}, "active": {replace: []string{"bool false"}}}},
		"clear":          {[]string{"email="}, map[string]delta{"email": {replace: []string{}}}},
		"several":        {[]string{"tags=a", "tags=b"}, map[string]delta{"tags": {replace: []string{"string a", "string b"}}}},
		"add and remove": {[]string{"tags+=a", "tags-=b", "tags+=c"}, map[string]delta{"tags": {add: []string{"string a", "string c"}, remove: []string{"string b"}}}},
		"reference":      {[]string{"groups+=name:Sales", "groups-=g1"}, map[string]delta{"groups": {add: []string{"reference name:Sales"}, remove: []string{"reference g1"}}}},
		"unknown":        {[]string{"nonsense=1"}, map[string]delta{"nonsense": {replace: []string{"string 1"}}}},
		"object":         {[]string{`address={"zip":"007","no":7}`}, map[string]delta{"address": {replace: []string{`object {"zip":"007","no":7}`}}}},
		"objects": {[]string{`phones+={"n":"1"}`, `phones+={"n":"2"}`, `phones-={"n":"3"}`}, map[string]delta{
			"phones": {add: []string{`object {"n":"1"}`, `object {"n":"2"}`}, remove: []string{`object {"n":"3"}`}},
		}},
		"at sign":        {[]string{"email=@env:PW"}, map[string]delta{"email": {replace: []string{"string @env:PW"}}}},
		"secret by env":  {[]string{"password=@env:PW"}, map[string]delta{"password": {replace: []string{"secret s3cr3t"}}}},
		"secret by file": {[]string{"password=@file:" + secretFile}, map[string]delta{"password": {replace: []string{"secret from-file"}}}},
		"secret typed":   {[]string{"password=@prompt"}, map[string]delta{"password": {replace: []string{"secret typed password"}}}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := values.Deltas(userClass(), tc.args, secrets())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, shown(got), cmp.AllowUnexported(delta{})); diff != "" {
				t.Errorf("deltas (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDeltasFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		want []string
	}{
		"no equals sign":  {[]string{"email=a", "hunter2"}, []string{"argument 2 is not of the form name=value"}},
		"no name":         {[]string{"=hunter2"}, []string{"argument 1 is not of the form name=value"}},
		"types":           {[]string{"seat=x", "active=1", "since=today"}, []string{"seat: \"x\" is not a whole number", "active: \"1\" is neither true nor false", "since: \"today\" is not an RFC 3339 time"}},
		"literal secret":  {[]string{"password=hunter2"}, []string{"password: secrets are not accepted on the command line"}},
		"escaped secret":  {[]string{"password=@@hunter2"}, []string{"password: secrets are not accepted on the command line"}},
		"no variable":     {[]string{"password=@env:NONE"}, []string{"password: environment variable NONE is not defined or empty"}},
		"empty variable":  {[]string{"password=@env:EMPTY"}, []string{"password: environment variable EMPTY is not defined or empty"}},
		"no file":         {[]string{"password=@file:" + filepath.Join("none", "at", "all")}, []string{"password: " + filepath.Join("none", "at", "all") + ": "}},
		"object":          {[]string{"address=x"}, []string{"address: is not a JSON object"}},
		"clear and set":   {[]string{"tags=", "tags=a"}, []string{"tags: is both cleared and set"}},
		"folder as secet": {[]string{"password=@file:."}, []string{"password: .: is a folder"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := values.Deltas(userClass(), tc.args, secrets())
			if !errors.Is(err, shared.ErrInvalidAttributeValue) && !errors.Is(err, shared.ErrInvalidRequest) {
				t.Fatalf("error %v, want one of the request", err)
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error shows what may be a secret: %q", err)
			}
		})
	}
}

func TestAttributesRefuseDeltas(t *testing.T) {
	t.Parallel()
	_, err := values.Attributes(userClass(), []string{"email=a@b", "tags+=x"}, secrets())
	if !errors.Is(err, shared.ErrInvalidRequest) || !strings.Contains(err.Error(), "tags: nothing can be added") {
		t.Errorf("error %v", err)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	text := "email: 0123\nseat: 010\ntags+: [a, b]\ntags-: c\ngroups+: []\nsince:\npassword: '@@literal'\n"
	got, err := values.DeltasFrom(userClass(), strings.NewReader(text), secrets())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]delta{
		"email":    {replace: []string{"string 0123"}},
		"seat":     {replace: []string{"int 10"}},
		"tags":     {add: []string{"string a", "string b"}, remove: []string{"string c"}},
		"since":    {replace: []string{}},
		"password": {replace: []string{"secret @literal"}},
	}
	if diff := cmp.Diff(want, shown(got), cmp.AllowUnexported(delta{})); diff != "" {
		t.Errorf("deltas (-want +got):\n%s", diff)
	}
}

// Embedded objects are mappings in YAML and JSON; what only looks like a number
// stays text.
func TestFilesWithObjects(t *testing.T) {
	t.Parallel()
	want := map[string]delta{
		"address": {replace: []string{`object {"zip":"007","no":7,"main":true,"lat":1.5}`}},
		"phones":  {add: []string{`object {"code":"+1","number":"5550100"}`}, remove: []string{`object {"number":"1"}`}},
	}
	for name, text := range map[string]string{
		"YAML": "address: {zip: 007, no: 7, main: true, lat: 1.5}\nphones+:\n  - code: +1\n    number: '5550100'\nphones-:\n  number: \"1\"\n",
		"JSON": `{"address":{"zip":"007","no":7,"main":true,"lat":1.5},"phones+":[{"code":"+1","number":"5550100"}],"phones-":{"number":"1"}}`,
	} {
		got, err := values.DeltasFrom(userClass(), strings.NewReader(text), secrets())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, shown(got), cmp.AllowUnexported(delta{})); diff != "" {
			t.Errorf("%s: deltas (-want +got):\n%s", name, diff)
		}
	}
}

func TestFileFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"nested":         {"email:\n  a: b\n", "line 2: must be a scalar"},
		"nested object":  {"address:\n  a: {b: hunter2}\n", "line 2: a must be a scalar"},
		"object twice":   {"address:\n  a: hunter2\n  a: x\n", "line 3: a is given twice"},
		"object or null": {"address:\n  a:\n", "line 2: a must be a scalar"},
		"secret object":  {"password:\n  a: hunter2\n", "line 2: must be a scalar"},
		"object by case": {"address:\n  a: hunter2\n  A: x\n", `the member "A" twice`},
		"syntax":         {"{", "neither YAML nor JSON"},
		"type":           {"seat: many\n", `seat: "many" is not a whole number`},
		"secret unknown": {"password: '@hunter2'\n", "password: unknown reference"},
		"too large":      {"email: " + strings.Repeat("x", 1<<20), "over the limit of 1024 KiB"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := values.AttributesFrom(userClass(), strings.NewReader(tc.text), secrets())
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %v, want one with %q", err, tc.want)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	op := shared.OperationInfo{Operation: shared.OperationDelete, Options: []*shared.Property{
		{Name: "transfer_email", Type: shared.TypeString}, {Name: "force", Type: shared.TypeBool}, {Name: "pin", Type: shared.TypeSecret},
	}}
	got, err := values.Options(op, []string{"transferEmail=a@b", "force=true", "pin=@env:PW"}, secrets())
	if err != nil {
		t.Fatal(err)
	}
	want := shared.Attributes{
		shared.NewAttribute("transferEmail", shared.StringValue("a@b")),
		shared.NewAttribute("force", shared.BoolValue(true)),
		shared.NewAttribute("pin", shared.SecretValue(shared.NewSecret("s3cr3t"))),
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(shared.Values.Equal)); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	if _, err := values.Options(op, []string{"force=maybe", "pin=1234", "x+=1"}, secrets()); err == nil ||
		strings.Contains(err.Error(), "1234") || len(shared.AsError(err).Faults) != 3 {
		t.Errorf("error %v, want three faults without the secret", err)
	}
}

func TestCommandLineRoundTrip(t *testing.T) {
	t.Parallel()
	deltas := []shared.AttributeDelta{
		shared.ReplaceDelta("email", shared.StringValue("it's me")),
		shared.ReplaceDelta("since"),
		shared.AddDelta("groups", shared.ReferenceValue(shared.Reference{Class: "Group", UID: "g1"})),
		shared.RemoveDelta("tags", shared.StringValue("a;b")),
		shared.ReplaceDelta("address", shared.ObjectValue(shared.NewObject("", "", "").SetString("zip", "o'7").Set("no", shared.IntValue(7)).Build())),
		shared.ReplaceDelta("password", shared.SecretValue(shared.NewSecret("hunter2"))),
	}
	args := values.Arguments(deltas)
	got := values.CommandLine(append([]string{"igahost", "update", "User", ""}, args...)...)
	want := `igahost update User '' 'email=it'\''s me' since= groups+=g1 'tags-=a;b' 'address={"zip":"o'\''7","no":7}' password=@prompt`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("command line (-want +got):\n%s", diff)
	}
	back, err := values.Deltas(userClass(), args[:5], secrets())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shown(deltas[:5]), shown(back), cmp.AllowUnexported(delta{})); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}
