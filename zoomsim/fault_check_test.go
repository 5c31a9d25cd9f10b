package zoomsim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/zoomsim"
)

func TestParseFaults(t *testing.T) {
	t.Parallel()
	got, err := zoomsim.ParseFaults([]byte(`[
		{"name": "lost", "method": "POST", "route": "/users", "contains": "a@example.com", "occurrence": 2, "min_fires": 1,
		 "effect": {"kind": "cut", "applied": true, "delay": "1.5s"}},
		{"route": "/oauth/token", "method": "post", "effect": {"kind": "cut"}},
		{"page": 3, "from": 2, "times": 4, "per_request": true, "object": "*@example.com",
		 "effect": {"kind": "answer", "status": 429, "code": 429, "message": "Slow down.", "headers": {"Retry-After": "1"}}}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	want := []zoomsim.Fault{
		{
			Name: "lost", Method: "POST", Route: "/users", Contains: "a@example.com", Occurrence: 2, MinFires: 1,
			Effect: zoomsim.Effect{Kind: zoomsim.EffectCut, Applied: true, Delay: 1_500_000_000},
		},
		{Route: "/oauth/token", Method: "post", Effect: zoomsim.Effect{Kind: zoomsim.EffectCut}},
		{
			Page: 3, From: 2, Times: 4, PerRequest: true, Object: "*@example.com",
			Effect: zoomsim.Effect{Kind: zoomsim.EffectAnswer, Status: 429, Code: 429, Message: "Slow down.", Headers: map[string]string{"Retry-After": "1"}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestParseFaultsRefuses(t *testing.T) {
	t.Parallel()
	const good = `{"effect":{"kind":"cut"}}`
	for name, tc := range map[string]struct {
		text string
		want []string // parts of the error
	}{
		"no array":     {good, []string{"no JSON array"}},
		"no JSON":      {`[{`, []string{"no JSON array"}},
		"more":         {`[] []`, []string{"no JSON array"}},
		"unknown":      {`[` + good + `,{"rout":"/users","effect":{"kind":"cut"}}]`, []string{`fault 1: `, `"rout"`}},
		"unknown deep": {`[{"effect":{"kind":"cut","aplied":true}}]`, []string{`fault 0: `, `"aplied"`}},
		"no effect":    {`[{}]`, []string{`fault 0: effect: kind is ""`}},
		"together": {
			`[` + good + `,{"page":-1,"effect":{"kind":"burn"}},{"x":1},{"effect":{"kind":"answer"}}]`,
			[]string{"fault 1: page is -1", `fault 1: effect: kind is "burn"`, `fault 2: json: unknown field "x"`, `fault 3: effect: kind "answer" needs a status`},
		},
		"route":        {`[{"route":"/nothing/at/all","effect":{"kind":"cut"}}]`, []string{`fault 0: route "/nothing/at/all" is that of no operation`}},
		"near route":   {`[{"route":"/v2/users/{id}","effect":{"kind":"cut"}}]`, []string{`did you mean "/users/{userId}"?`}},
		"plural":       {`[{"route":"/group","effect":{"kind":"cut"}}]`, []string{`did you mean "/groups"?`}},
		"method":       {`[{"method":"OPTIONS","effect":{"kind":"cut"}}]`, []string{`method "OPTIONS" is that of no operation`}},
		"both":         {`[{"method":"PUT","route":"/users","effect":{"kind":"cut"}}]`, []string{`route "/users" has no method "PUT", but GET, POST`}},
		"token":        {`[{"method":"GET","route":"/oauth/token","effect":{"kind":"cut"}}]`, []string{`has no method "GET", but POST`}},
		"pattern":      {`[{"object":"[","effect":{"kind":"cut"}}]`, []string{`object "[" is no pattern`}},
		"two pages":    {`[{"page":1,"page_token":"x","effect":{"kind":"cut"}}]`, []string{"exclude each other"}},
		"occurrence":   {`[{"occurrence":1,"times":2,"effect":{"kind":"cut"}}]`, []string{"occurrence excludes"}},
		"impossible":   {`[{"times":2,"min_fires":3,"effect":{"kind":"cut"}}]`, []string{"min_fires is 3, more than the 2 times"}},
		"other field":  {`[{"effect":{"kind":"cut","status":500,"bytes":3}}]`, []string{`status does not go with kind "cut"`, `bytes does not go`}},
		"status":       {`[{"effect":{"kind":"answer","status":199}}]`, []string{"status is 199"}},
		"no body":      {`[{"effect":{"kind":"answer","status":204,"body":"x"}}]`, []string{"status 204 goes without a body"}},
		"two bodies":   {`[{"effect":{"kind":"answer","status":500,"code":1,"body":"x"}}]`, []string{"body excludes"}},
		"delay":        {`[{"effect":{"kind":"delay"}}]`, []string{"needs a delay"}},
		"number":       {`[{"effect":{"kind":"delay","delay":5}}]`, []string{"fault 0: ", "delay"}},
		"negative":     {`[{"effect":{"kind":"delay","delay":"-5s"}}]`, []string{"delay is -5s"}},
		"drip":         {`[{"effect":{"kind":"drip"}}]`, []string{"needs an interval"}},
		"redirect":     {`[{"effect":{"kind":"redirect"}}]`, []string{"needs a location"}},
		"no redirect":  {`[{"effect":{"kind":"redirect","location":"/","status":200}}]`, []string{"200 is no redirection"}},
		"too many":     {`[` + strings.Repeat(good+",", 1000) + good + `]`, []string{"1001 faults, the most is 1000"}},
		"second value": {`[{"effect":{"kind":"cut"}} {}]`, []string{"no JSON array"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults, err := zoomsim.ParseFaults([]byte(tc.text))
			if err == nil {
				t.Fatalf("parsed: %+v", faults)
			}
			for _, part := range tc.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q lacks %q", err, part)
				}
			}
		})
	}
}

// TestSetFaultsRefuses: a bad script changes nothing.
func TestSetFaultsRefuses(t *testing.T) {
	t.Parallel()
	c := newClient(t, zoomsim.Options{})
	setFaults(t, c.sim, zoomsim.Fault{Name: "one", Effect: unavailable()})
	bad := []zoomsim.Fault{{Effect: unavailable()}, {}}
	for name, set := range map[string]func([]zoomsim.Fault) error{"set": c.sim.SetFaults, "add": c.sim.AddFaults} {
		if err := set(bad); err == nil || !strings.Contains(err.Error(), "fault 1: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	many := make([]zoomsim.Fault, 1000)
	for i := range many {
		many[i].Effect = unavailable()
	}
	if err := c.sim.AddFaults(many); err == nil {
		t.Error("1001 faults are in force")
	}
	if got := c.sim.FaultReport(); len(got) != 1 || got[0].Name != "one" {
		t.Errorf("faults in force: %+v", got)
	}
}

// FuzzParseFaults: what is accepted survives being written and read again.
func FuzzParseFaults(f *testing.F) {
	f.Add([]byte(`[{"name":"x","page":2,"effect":{"kind":"drip","bytes":3,"interval":"5ms"}}]`))
	f.Add([]byte(`[{"method":"GET","object":"[a-z]*","effect":{"kind":"html","status":502,"headers":{"A":"b"}}}]`))
	f.Add([]byte(`[{"effect":{"kind":"redirect","location":"/"}},{}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		faults, err := zoomsim.ParseFaults(text)
		if err != nil {
			return
		}
		written, err := json.Marshal(faults)
		if err != nil {
			t.Fatal(err)
		}
		again, err := zoomsim.ParseFaults(written)
		if err != nil {
			t.Fatalf("%v: %s", err, written)
		}
		rewritten, err := json.Marshal(again)
		if err != nil || string(rewritten) != string(written) {
			t.Fatalf("%v: %s became %s", err, written, rewritten)
		}
	})
}
