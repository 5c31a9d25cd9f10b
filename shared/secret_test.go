package shared_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"

	"github.com/igaplugin/igaplugin/shared"
)

const canary = "canary-7f3a"

// holder hides a secret in fields that fmt cannot call methods on.
type holder struct {
	secret shared.Secret
	value  shared.Value
	values shared.Values
	object *shared.Object
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	secret := shared.NewSecret(canary)
	value := shared.SecretValue(secret)
	object := shared.NewObject("User", "1", "ada").Set("password", value).Build()
	delta := shared.ReplaceDelta("password", value)
	things := map[string]any{
		"secret":     secret,
		"pointer":    &secret,
		"value":      value,
		"values":     shared.NewValues(value, value),
		"attribute":  shared.NewAttribute("password", value),
		"attributes": shared.Attributes{shared.NewAttribute("password", value)},
		"object":     object,
		"delta":      delta,
		"holder":     holder{secret, value, shared.NewValues(value), object},
		"request":    &shared.CreateRequest{Attributes: shared.Attributes{shared.NewAttribute("password", value)}},
	}
	for name, thing := range things {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T %v"} {
				if strings.HasPrefix(verb, "%T") {
					assertNoCanary(t, verb, fmt.Sprintf(verb, thing, thing))
					continue
				}
				assertNoCanary(t, verb, fmt.Sprintf(verb, thing))
			}
			encoded, err := json.Marshal(thing)
			if err != nil {
				t.Fatal(err)
			}
			assertNoCanary(t, "json", string(encoded))

			var log bytes.Buffer
			slog.New(slog.NewTextHandler(&log, nil)).Info("x", "thing", thing)
			slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "thing", thing)
			for _, asJSON := range []bool{false, true} {
				hclog.New(&hclog.LoggerOptions{Output: &log, JSONFormat: asJSON}).Info("x", "thing", thing)
			}
			assertNoCanary(t, "log", log.String())
		})
	}
}

func assertNoCanary(t *testing.T, how, text string) {
	t.Helper()
	if strings.Contains(text, canary) || strings.Contains(text, fmt.Sprintf("%x", canary)) {
		t.Errorf("%s shows the secret: %s", how, text)
	}
}

func TestSecretReveal(t *testing.T) {
	t.Parallel()
	if got := shared.NewSecret(canary).Reveal(); got != canary {
		t.Errorf("Reveal = %q", got)
	}
	var zero shared.Secret
	if !zero.IsEmpty() || zero.Reveal() != "" || !zero.Equal(shared.NewSecret("")) {
		t.Error("the zero secret is not empty")
	}
}
