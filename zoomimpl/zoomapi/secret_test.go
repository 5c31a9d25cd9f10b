package zoomapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

const canary = "c4n4ry-s3cret"

// hidden holds a secret where fmt does not ask its methods.
type hidden struct {
	secret zoomapi.Secret
}

func TestSecretDoesNotShow(t *testing.T) {
	t.Parallel()
	secret := zoomapi.NewSecret(canary)
	creds := zoomapi.Credentials{AccountID: "acc", ClientID: "id", ClientSecret: secret}
	source := (&zoomapi.TokenSources{}).Get(creds)
	create := zoomapi.UserCreate{Email: "a@example.com", Password: secret}
	for name, value := range map[string]any{
		"secret": secret, "pointer": &secret, "credentials": creds, "source": source,
		"create": create, "patch": zoomapi.UserPatch{HostKey: &secret},
		"hidden": hidden{secret: secret}, "slice": []zoomapi.Secret{secret},
		"user": zoomapi.User{HostKey: secret},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				if text := fmt.Sprintf(verb, value); leaks(text) {
					t.Errorf("%s shows the secret: %s", verb, text)
				}
			}
			if text, err := json.Marshal(value); err == nil && leaks(string(text)) {
				t.Errorf("JSON shows the secret: %s", text)
			}
			var log bytes.Buffer
			slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
			slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
			if leaks(log.String()) {
				t.Errorf("slog shows the secret: %s", log.String())
			}
		})
	}
	if got := secret.Reveal(); got != canary {
		t.Errorf("Reveal = %q", got)
	}
}

func leaks(text string) bool {
	return strings.Contains(text, canary) || strings.Contains(text, fmt.Sprintf("%x", canary))
}

func TestSecretJSON(t *testing.T) {
	t.Parallel()
	var got struct {
		A, B, C zoomapi.Secret
	}
	if err := json.Unmarshal([]byte(`{"A":"123456","B":null}`), &got); err != nil {
		t.Fatal(err)
	}
	if got.A.Reveal() != "123456" || !got.B.IsZero() || !got.C.IsZero() {
		t.Errorf("got %q %q %q", got.A.Reveal(), got.B.Reveal(), got.C.Reveal())
	}
	if !got.A.Equal(zoomapi.NewSecret("123456")) || got.A.Equal(got.B) {
		t.Error("Equal is wrong")
	}
	if err := json.Unmarshal([]byte(`{"A":7}`), &got); err == nil {
		t.Error("a number was accepted as a secret")
	}
}
