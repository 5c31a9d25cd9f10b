package output_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/host-example/internal/output"
	"github.com/igaplugin/igaplugin/shared"
)

func document(t *testing.T, d output.Document, format output.Format) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func writeResult() *shared.WriteResult {
	return &shared.WriteResult{
		UID: "u1", Name: "a@b", PreviousUID: "u0", Outcome: shared.OutcomePending,
		SideEffects: []shared.SideEffect{{Attribute: "type", Description: "became 1"}},
		NotApplied: []shared.NotApplied{{Attribute: "dept", Reason: &shared.Error{
			Kind: shared.ErrPreconditionFailed, Message: "not yet", Upstream: shared.Upstream{Status: 400, Code: "300"}, RetryAfter: 2 * time.Second,
		}}},
		Steps: []shared.Step{{Name: "create", Endpoint: "POST /users", State: shared.StepDone}},
		Stats: shared.OperationStats{Requests: 3, Waited: 1500 * time.Millisecond},
	}
}

func TestWriteDocument(t *testing.T) {
	t.Parallel()
	d := output.WriteDocument("pending", writeResult(), nil)
	wantTable := `outcome       pending
uid           u1
name          a@b
previous uid  u0
requests      3, waited 1.5s

side effects
attribute  what happened
type       became 1

not applied
attribute  reason
dept       precondition failed: not yet

steps
step      call         state
1 create  POST /users  done
`
	if diff := cmp.Diff(wantTable, document(t, d, output.Table)); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	wantLine := `{"outcome":"pending","uid":"u1","name":"a@b","previous_uid":"u0","side_effects":[{"attribute":"type","description":"became 1"}],` +
		`"not_applied":[{"attribute":"dept","reason":{"kind":"precondition failed","message":"not yet","upstream_code":"300","upstream_status":400,"retry_after_seconds":2}}],` +
		`"steps":[{"name":"create","endpoint":"POST /users","state":"done"}],"stats":{"requests":3,"waited_seconds":1.5}}` + "\n"
	if diff := cmp.Diff(wantLine, document(t, d, output.JSONL)); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
	wantCSV := "outcome,uid,name,previous uid,requests\npending,u1,a@b,u0,\"3, waited 1.5s\"\n"
	if diff := cmp.Diff(wantCSV, document(t, d, output.CSV)); diff != "" {
		t.Errorf("csv (-want +got):\n%s", diff)
	}
}

func TestPlanHidesSecrets(t *testing.T) {
	t.Parallel()
	d := output.PlanDocument(class(), shared.Attributes{
		shared.NewAttribute("email", shared.StringValue("a@b")),
		shared.NewAttribute("tags", shared.StringValue("x")),
		shared.NewAttribute("password", shared.SecretValue(shared.NewSecret("hunter2"))),
	}, shared.Attributes{shared.NewAttribute("force", shared.BoolValue(true))})
	for _, format := range output.Formats() {
		text := document(t, d, output.Format(format))
		if strings.Contains(text, "hunter2") || !strings.Contains(text, "***") || !strings.Contains(text, "a@b") {
			t.Errorf("%s: %s", format, text)
		}
	}
	want := `{"class":"User","attributes":{"email":"a@b","tags":["x"],"password":"***"},"options":{"force":true}}` + "\n"
	if diff := cmp.Diff(want, document(t, d, output.JSONL)); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
}

func TestReportDocument(t *testing.T) {
	t.Parallel()
	d := output.ReportDocument(&shared.TestReport{
		Target: "account\x1b[31m",
		Classes: []shared.ClassReport{
			{Class: "User"},
			{Class: "Group", Problems: []shared.Problem{{
				Error:      shared.NewError(shared.ErrPermissionDenied, "a scope is missing"),
				Operations: []shared.Operation{shared.OperationSearch, shared.OperationCreate}, Missing: []string{"group:read"},
			}}},
			{Class: "Role", Problems: []shared.Problem{
				{Error: shared.NewError(shared.ErrPermissionDenied, "the scope role:read is missing"), Missing: []string{"role:read"}},
				{Error: shared.NewError(shared.ErrUnsupported, "not in this plan"), Missing: []string{"group:read", "plan with groups"}},
			}},
		},
	})
	want := `target    account\x1b[31m
requests  0
missing   group:read, plan with groups, role:read

class  state
User   ok
Group  1 problem
Role   2 problems

Group
operations     problem
search create  permission denied: a scope is missing (missing: group:read)

Role
operations  problem
all         permission denied: the scope role:read is missing
all         unsupported: not in this plan (missing: group:read, plan with groups)
`
	if diff := cmp.Diff(want, document(t, d, output.Table)); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	wantCSV := `class,state,operations,missing,problem
User,ok,,,
Group,problem,search create,group:read,permission denied: a scope is missing
Role,problem,all,role:read,permission denied: the scope role:read is missing
Role,problem,all,"group:read, plan with groups",unsupported: not in this plan
`
	if diff := cmp.Diff(wantCSV, document(t, d, output.CSV)); diff != "" {
		t.Errorf("csv (-want +got):\n%s", diff)
	}
	var value struct {
		OK      bool
		Classes []struct {
			Class    string
			OK       bool
			Problems []struct{ Missing []string }
		}
	}
	if err := json.Unmarshal([]byte(document(t, d, output.JSON)), &value); err != nil {
		t.Fatal(err)
	}
	if value.OK || !value.Classes[0].OK || value.Classes[1].OK || value.Classes[1].Problems[0].Missing[0] != "group:read" {
		t.Errorf("decoded %+v", value)
	}
}

func TestInfoAndSchemaDocuments(t *testing.T) {
	t.Parallel()
	info := &shared.Info{
		Name: "demo", Version: "1.2.3", ContractVersion: "1.0", Operations: []shared.Operation{shared.OperationGet},
		Properties: []*shared.Property{{
			Name: "retries", Type: shared.TypeInt, Default: shared.NewValues(shared.IntValue(5)),
			Minimum: new(0.0), Maximum: new(20.0), Description: "How often.",
		}, {Name: "users", Type: shared.TypeString, MultiValued: true, AllowedValues: []shared.Value{shared.StringValue("a"), shared.StringValue("b")}}},
		Constraints: []shared.PropertyConstraint{{Kind: shared.ConstraintTogether, Properties: []string{"retries", "users"}}},
	}
	wantCSV := "property,type,required,default,description\n" +
		"retries,int,,5,How often. At least 0. At most 20.\n" +
		"users,string list,,,\"One of a, b.\"\n"
	if diff := cmp.Diff(wantCSV, document(t, output.InfoDocument(info), output.CSV)); diff != "" {
		t.Errorf("info (-want +got):\n%s", diff)
	}
	if text := document(t, output.InfoDocument(info), output.Table); !strings.Contains(text, "together  retries, users") {
		t.Errorf("the constraint is missing:\n%s", text)
	}
	c := class()
	c.Operations = []shared.OperationInfo{{Operation: shared.OperationGet}, {Operation: shared.OperationDelete, Options: []*shared.Property{{Name: "force", Type: shared.TypeBool}}}}
	lines := strings.Split(strings.TrimSpace(document(t, output.SchemaDocument(&shared.Schema{Classes: []*shared.ObjectClass{c, c}}), output.JSONL)), "\n")
	if len(lines) != 2 || !json.Valid([]byte(lines[0])) {
		t.Errorf("want a line for each class:\n%q", lines)
	}
	text := document(t, output.ClassDocument(c), output.Table)
	for _, want := range []string{"email      string              name create read default  list", "options of delete", "force"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestObjectDocument(t *testing.T) {
	t.Parallel()
	o := shared.NewObject("User", "u1", "a@b").PreviousUID("u0").SetString("email", "a@b").
		Set("tags", shared.StringValue("x"), shared.StringValue("y")).SetUnavailable("phone", "no plan").Build()
	want := "uid           u1\nname          a@b\nprevious uid  u0\n\n" +
		"attribute  value\nemail      a@b\ntags       x;y\nphone      unavailable: no plan\n"
	if diff := cmp.Diff(want, document(t, output.ObjectDocument(class(), o), output.Table)); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff("email,tags,phone\na@b,x;y,\n", document(t, output.ObjectDocument(class(), o), output.CSV)); diff != "" {
		t.Errorf("csv (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff("{\"count\":7}\n", document(t, output.CountDocument(7), output.JSONL)); diff != "" {
		t.Errorf("count (-want +got):\n%s", diff)
	}
}
