package shared_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

func configInfo() *shared.Info {
	return &shared.Info{
		Name: "test", Version: "1.0.0",
		Properties: []*shared.Property{
			{Name: "service_url", Type: shared.TypeString, Required: true, Default: shared.Strings("https://x"), Check: func(v shared.Value) error {
				if s, _ := v.AsString(); !strings.HasPrefix(s, "https://") {
					return errors.New("must begin with https://")
				}
				return nil
			}},
			{Name: "client_secret", Type: shared.TypeSecret, Required: true},
			{Name: "batch_size", Aliases: []string{"importBatchSize"}, Type: shared.TypeInt, Minimum: new(float64(1)), Maximum: new(float64(300)), Default: shared.NewValues(shared.IntValue(30))},
			{Name: "mode", Type: shared.TypeString, AllowedValues: []shared.Value{shared.StringValue("a"), shared.StringValue("b")}},
			{Name: "users", Type: shared.TypeString, MultiValued: true},
			{Name: "proxy", Type: shared.TypeString, Maximum: new(float64(3))},
			{Name: "proxy_user", Type: shared.TypeString},
		},
		Constraints: []shared.PropertyConstraint{
			{Kind: shared.ConstraintRequires, Properties: []string{"proxy_user", "proxy"}},
			{Kind: shared.ConstraintExclusive, Properties: []string{"mode", "users"}},
		},
	}
}

func TestResolveConfig(t *testing.T) {
	t.Parallel()
	got, err := shared.ResolveConfig(configInfo(), attrs("clientSecret", "s", "IMPORT_BATCH_SIZE", 5, "users", shared.Strings("a", "b")))
	if err != nil {
		t.Fatal(err)
	}
	want := attrs("service_url", "https://x", "client_secret", shared.SecretValue(shared.NewSecret("s")), "batch_size", 5, "users", shared.Strings("a", "b"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestResolveConfigFaults(t *testing.T) {
	t.Parallel()
	const canary = "canary-31"
	tests := map[string]struct {
		config shared.Attributes
		want   string
	}{
		"missing":            {attrs(), "client_secret: required and missing"},
		"blank secret":       {attrs("client_secret", "  "), "client_secret: must not be empty"},
		"unknown":            {attrs("client_secret", canary, "batchsise", 1), "batchsise: unknown property; did you mean batch_size?"},
		"twice":              {attrs("client_secret", canary, "batchSize", 1, "import_batch_size", 2), "batch_size: given twice, as batchSize and as import_batch_size"},
		"type":               {attrs("client_secret", canary, "batch_size", "many"), "batch_size: must be of type int, not string"},
		"low":                {attrs("client_secret", canary, "batch_size", 0), "batch_size: must be at least 1"},
		"high":               {attrs("client_secret", canary, "batch_size", 301), "batch_size: must be at most 300"},
		"long":               {attrs("client_secret", canary, "proxy", "éééé"), "proxy: must be at most 3 characters"},
		"not allowed":        {attrs("client_secret", canary, "mode", "c"), "mode: must be one of a, b"},
		"many":               {attrs("client_secret", canary, "mode", shared.Strings("a", "b")), "mode: takes one value, not 2"},
		"checked":            {attrs("client_secret", canary, "service_url", "http://x"), "service_url: must begin with https://"},
		"requires":           {attrs("client_secret", canary, "proxy_user", "u"), "proxy: required when proxy_user is set"},
		"exclusive":          {attrs("client_secret", canary, "mode", "a", "users", "u"), "users: cannot be set together with mode"},
		"all faults at once": {attrs("x", "y", "batch_size", 0), "x: unknown property; client_secret: required and missing; batch_size: must be at least 1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := shared.ResolveConfig(configInfo(), tt.config)
			if !errors.Is(err, shared.ErrInvalidConfiguration) || err.Error() != "invalid configuration: "+tt.want {
				t.Errorf("got  %v\nwant invalid configuration: %s", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), canary) {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}
