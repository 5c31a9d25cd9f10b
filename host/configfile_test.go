package host

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

func configInfo() *shared.Info {
	return &shared.Info{Name: "demo", Properties: []*shared.Property{
		{Name: "service_url", Type: shared.TypeString},
		{Name: "client_secret", Type: shared.TypeSecret},
		{Name: "io_error_retries", Type: shared.TypeInt},
		{Name: "share", Type: shared.TypeFloat},
		{Name: "deep_get", Type: shared.TypeBool},
		{Name: "since", Type: shared.TypeTime},
		{Name: "protected_users", Type: shared.TypeString, MultiValued: true},
	}}
}

// environment is the environment of the tests.
func environment(name string) (string, bool) {
	v, ok := map[string]string{
		"HOST": "api.example.com", "SECRET": "s3cr3t-from-env", "EMPTY": "", "NESTED": "${HOST}", "FILE": "file:secret.txt",
		"RETRIES": "7", "DIR": "sub",
	}[name]
	return v, ok
}

func load(t *testing.T, text string) (*ConfigFile, error) {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	write(t, path, text)
	write(t, filepath.Join(folder, "secret.txt"), "s3cr3t-from-file\r\n")
	write(t, filepath.Join(folder, "sub", "secret"), "below\n\n")
	write(t, filepath.Join(folder, "big"), strings.Repeat("x", maxSecretFile+1))
	return loadConfig(path, configInfo(), environment)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoadConfigValues(t *testing.T) {
	t.Parallel()
	str, secret := shared.StringValue, func(s string) shared.Value { return shared.SecretValue(shared.NewSecret(s)) }
	tests := map[string]struct {
		text string
		want shared.Attributes
	}{
		"empty":             {text: "", want: shared.Attributes{}},
		"comments":          {text: "# nothing\n", want: shared.Attributes{}},
		"null document":     {text: "~\n", want: shared.Attributes{}},
		"number as string":  {text: "service_url: 0123\n", want: shared.Attributes{shared.NewAttribute("service_url", str("0123"))}},
		"version as string": {text: "service_url: 1.10\n", want: shared.Attributes{shared.NewAttribute("service_url", str("1.10"))}},
		"bool as string":    {text: "service_url: yes\n", want: shared.Attributes{shared.NewAttribute("service_url", str("yes"))}},
		"null as string":    {text: "service_url: 'null'\n", want: shared.Attributes{shared.NewAttribute("service_url", str("null"))}},
		"leading zero int":  {text: "io_error_retries: 010\n", want: shared.Attributes{shared.NewAttribute("io_error_retries", shared.IntValue(10))}},
		"quoted int":        {text: "io_error_retries: '5'\n", want: shared.Attributes{shared.NewAttribute("io_error_retries", shared.IntValue(5))}},
		"bool":              {text: "deep_get: True\n", want: shared.Attributes{shared.NewAttribute("deep_get", shared.BoolValue(true))}},
		"float":             {text: "share: 1\n", want: shared.Attributes{shared.NewAttribute("share", shared.FloatValue(1))}},
		"key spelling":      {text: "serviceUrl: x\n", want: shared.Attributes{shared.NewAttribute("serviceUrl", str("x"))}},
		"list":              {text: "protected_users: [a, 0x1]\n", want: shared.Attributes{shared.NewAttribute("protected_users", str("a"), str("0x1"))}},
		"empty list":        {text: "protected_users: []\n", want: shared.Attributes{shared.NewAttribute("protected_users")}},
		"json with tabs":    {text: "{\n\t\"service_url\": \"a\\/b\\ud83d\\ude00\",\n\t\"protected_users\": [\"x\"]\n}\n", want: shared.Attributes{shared.NewAttribute("service_url", str("a/b\U0001F600")), shared.NewAttribute("protected_users", str("x"))}},
		"json scalars":      {text: `{"io_error_retries": 3, "deep_get": false, "share": 0.25}`, want: shared.Attributes{shared.NewAttribute("io_error_retries", shared.IntValue(3)), shared.NewAttribute("deep_get", shared.BoolValue(false)), shared.NewAttribute("share", shared.FloatValue(0.25))}},
		"crlf":              {text: "service_url: x\r\nshare: 0.5\r\n", want: shared.Attributes{shared.NewAttribute("service_url", str("x")), shared.NewAttribute("share", shared.FloatValue(0.5))}},
		"variable":          {text: "service_url: https://${HOST}/${DIR}\n", want: shared.Attributes{shared.NewAttribute("service_url", str("https://api.example.com/sub"))}},
		"expanded once":     {text: "service_url: ${NESTED}\n", want: shared.Attributes{shared.NewAttribute("service_url", str("${HOST}"))}},
		"escaped":           {text: "service_url: $${HOST} $5 a$\n", want: shared.Attributes{shared.NewAttribute("service_url", str("${HOST} $5 a$"))}},
		"empty variable":    {text: "service_url: ${EMPTY}\n", want: shared.Attributes{shared.NewAttribute("service_url", str(""))}},
		"typed variable":    {text: "io_error_retries: ${RETRIES}\n", want: shared.Attributes{shared.NewAttribute("io_error_retries", shared.IntValue(7))}},
		"not in keys":       {text: "${HOST}: x\n", want: shared.Attributes{shared.NewAttribute("${HOST}", str("x"))}},
		"secret variable":   {text: "client_secret: ${SECRET}\n", want: shared.Attributes{shared.NewAttribute("client_secret", secret("s3cr3t-from-env"))}},
		"secret file":       {text: "client_secret: file:secret.txt\n", want: shared.Attributes{shared.NewAttribute("client_secret", secret("s3cr3t-from-file"))}},
		"secret file below": {text: "client_secret: file:${DIR}/secret\n", want: shared.Attributes{shared.NewAttribute("client_secret", secret("below\n"))}},
		"variable no file":  {text: "client_secret: ${FILE}\n", want: shared.Attributes{shared.NewAttribute("client_secret", secret("file:secret.txt"))}},
		"file not secret":   {text: "service_url: file:secret.txt\n", want: shared.Attributes{shared.NewAttribute("service_url", str("file:secret.txt"))}},
		"unknown key":       {text: "nonsense: 5\n", want: shared.Attributes{shared.NewAttribute("nonsense", str("5"))}},
		"block text":        {text: "service_url: |\n  a\n  b\n", want: shared.Attributes{shared.NewAttribute("service_url", str("a\nb\n"))}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := load(t, tc.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, file.Config, cmp.Comparer(shared.Values.Equal)); diff != "" {
				t.Errorf("config (-want +got):\n%s", diff)
			}
			if len(file.Warnings) > 0 {
				t.Errorf("warnings: %q", file.Warnings)
			}
		})
	}
}

func TestLoadConfigFaults(t *testing.T) {
	t.Parallel()
	type faults = []shared.Fault
	tests := map[string]struct {
		text string
		want faults
	}{
		"all together": {
			text: "io_error_retries: many\ndeep_get: yes\nservice_url: ${MISSING}\n",
			want: faults{
				{Field: "io_error_retries", Message: `line 1: "many" is not a whole number`},
				{Field: "deep_get", Message: `line 2: "yes" is neither true nor false`},
				{Field: "service_url", Message: "line 3: environment variable MISSING is not defined"},
			},
		},
		"no value":        {text: "share: 1\nservice_url:\n", want: faults{{Field: "service_url", Message: "line 2: has no value; remove the line or give one"}}},
		"json null":       {text: `{"service_url": null}`, want: faults{{Field: "service_url", Message: "line 1: has no value; remove the line or give one"}}},
		"flow no value":   {text: "{\"service_url\": }", want: faults{{Field: "service_url", Message: "line 1: has no value; remove the line or give one"}}},
		"duplicate":       {text: "share: 1\nshare: 2\n", want: faults{{Field: "share", Message: "line 2: given twice, first on line 1"}}},
		"json duplicate":  {text: "{\n\"share\": 1,\n\n\"share\": {\"a\": [2]}}", want: faults{{Field: "share", Message: "line 4: given twice, first on line 2"}}},
		"json nested":     {text: "{\"share\":\n {\"a\": [2]}}", want: faults{{Field: "share", Message: "line 2: must be a scalar or a list of scalars, without further nesting"}}},
		"two spellings":   {text: "service_url: a\nx: b\nserviceUrl: c\n", want: faults{{Field: "serviceUrl", Message: "line 3: is service_url, given on line 1 as service_url already"}}},
		"nested":          {text: "a: 1\nb:\n  c: 1\n", want: faults{{Field: "b", Message: "line 3: must be a scalar or a list of scalars, without further nesting"}}},
		"nested list":     {text: "protected_users:\n- a\n- [b]\n", want: faults{{Field: "protected_users", Message: "line 3: must be a scalar or a list of scalars, without further nesting"}}},
		"empty item":      {text: "protected_users:\n- a\n-\n", want: faults{{Field: "protected_users", Message: "line 3: an item of the list is empty"}}},
		"list document":   {text: "- a\n", want: faults{{Message: "line 1: must be a mapping of key to value"}}},
		"scalar document": {text: "abc\n", want: faults{{Message: "line 1: must be a mapping of key to value"}}},
		"two documents":   {text: "share: 1\n---\nshare: 2\n", want: faults{{Message: "something follows the first document; write one mapping alone"}}},
		"anchor":          {text: "client_secret: &s3cr3t\n", want: faults{{Field: "client_secret", Message: "line 1: YAML anchors are not supported; a value that begins with & must be quoted"}}},
		"alias": {text: "service_url: &x a\nscope: *x\n", want: faults{{
			Field: "service_url", Message: "line 1: YAML anchors are not supported; a value that begins with & must be quoted",
		}, {Field: "scope", Message: "line 2: YAML aliases are not supported; a value that begins with * must be quoted"}}},
		"unquoted asterisk": {text: "client_secret: *s3cr3t\n", want: faults{{Message: "a value that begins with * must be quoted"}}},
		"merge":             {text: "<<: {a: 1}\n", want: faults{{Message: "line 1: keys must be plain words"}}},
		"tag":               {text: "share: !!int 5\n", want: faults{{Field: "share", Message: "line 1: YAML tags are not supported"}}},
		"unclosed variable": {text: "service_url: ${HOST\n", want: faults{{Field: "service_url", Message: "line 1: ${ must be followed by the name of an environment variable and }; write $$ for a dollar sign"}}},
		"bad variable":      {text: "service_url: ${1X}\n", want: faults{{Field: "service_url", Message: "line 1: ${ must be followed by the name of an environment variable and }; write $$ for a dollar sign"}}},
		"typed variable":    {text: "io_error_retries: ${SECRET}\n", want: faults{{Field: "io_error_retries", Message: "line 1: with the value of ${SECRET} this is not of type int"}}},
		"no path":           {text: "client_secret: 'file:'\n", want: faults{{Field: "client_secret", Message: "line 1: file: must be followed by a path"}}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, tc.text)
			if !errors.Is(err, shared.ErrInvalidConfiguration) {
				t.Fatalf("error %v, want ErrInvalidConfiguration", err)
			}
			if diff := cmp.Diff(tc.want, shared.AsError(err).Faults); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}

func TestLoadConfigBoundsFaults(t *testing.T) {
	t.Parallel()
	_, err := load(t, strings.Repeat("share: 1\n", 1000))
	if got := len(shared.AsError(err).Faults); got != maxFlatFaults+1 {
		t.Errorf("%d faults, want %d", got, maxFlatFaults+1)
	}
}

func TestLoadConfigBadFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	big := filepath.Join(folder, "big.yaml")
	write(t, big, "a: "+strings.Repeat("x", maxConfigFile))
	deep := filepath.Join(folder, "deep.yaml")
	write(t, deep, strings.Repeat("[", maxConfigFile-1))
	tests := map[string]struct{ path, want string }{
		"missing":  {filepath.Join(folder, "none.yaml"), "none.yaml: "},
		"folder":   {folder, "is a folder"},
		"device":   {os.DevNull, os.DevNull + ": is not a regular file"},
		"too big":  {big, "over the limit of 1024 KiB"},
		"too deep": {deep, "neither YAML nor JSON"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadConfig(tc.path, configInfo())
			if !errors.Is(err, shared.ErrInvalidConfiguration) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want ErrInvalidConfiguration with %q", err, tc.want)
			}
		})
	}
}

func TestLoadConfigSecretFiles(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"missing": {"client_secret: file:none", "line 1: secret file "},
		"folder":  {"client_secret: file:sub", "is a folder"},
		"too big": {"client_secret: file:big", "over the limit of 64 KiB"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, tc.text)
			if !errors.Is(err, shared.ErrInvalidConfiguration) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want ErrInvalidConfiguration with %q", err, tc.want)
			}
		})
	}
}

func TestLoadConfigWarnings(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("file modes do not tell who may read")
	}
	tests := map[string]struct {
		text string
		mode os.FileMode
		want bool
	}{
		"clear and open":    {"client_secret: s3cr3t", 0o644, true},
		"clear and private": {"client_secret: s3cr3t", 0o600, false},
		"clear, group":      {"client_secret: s3cr3t", 0o640, false},
		"variable":          {"client_secret: ${SECRET}", 0o644, false},
		"file":              {"client_secret: file:secret.txt", 0o644, false},
		"no secret":         {"service_url: x", 0o644, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			path := filepath.Join(folder, "config.yaml")
			write(t, path, tc.text)
			write(t, filepath.Join(folder, "secret.txt"), "x")
			if err := os.Chmod(path, tc.mode); err != nil {
				t.Fatal(err)
			}
			file, err := loadConfig(path, configInfo(), environment)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(file.Warnings) == 1 && strings.Contains(file.Warnings[0], "client_secret"); got != tc.want {
				t.Errorf("warnings %q, want one: %t", file.Warnings, tc.want)
			}
			if strings.Contains(strings.Join(file.Warnings, ""), "s3cr3t") {
				t.Error("a warning shows the secret")
			}
		})
	}
}

func FuzzDecodeFlat(f *testing.F) {
	for _, seed := range []string{
		"", "a: 1\n", "a: [1, 2]\nb: 'x'\n", "{\"a\": [true, null]}", "a: &x 1\nb: *x\n", "<<: {a: b}\n", "a: !!binary x", "a: ${X} $$", "? [a]\n: b", "a: |\n b\n---\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entries, faults := DecodeFlat([]byte(text))
		seen := make(map[string]bool)
		for _, e := range entries {
			if seen[e.Key] {
				t.Errorf("key %q delivered twice", e.Key)
			}
			seen[e.Key] = true
			if e.Line < 1 {
				t.Errorf("key %q has line %d", e.Key, e.Line)
			}
			for _, v := range e.Values {
				if !utf8.ValidString(v.Text) {
					t.Errorf("key %q has invalid text", e.Key)
				}
				if _, _, message := expand(v.Text, environment); strings.Contains(message, "s3cr3t") {
					t.Errorf("message shows a variable: %q", message)
				}
			}
		}
		for _, fault := range faults {
			if fault.Message == "" {
				t.Error("a fault without message")
			}
		}
	})
}

func TestJSONFilesAreJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, text string
		wrong      bool
	}{
		"json":           {"a.json", `{"service_url": "x"}`, false},
		"yaml in json":   {"a.json", "service_url: x\n", true},
		"flow mapping":   {"a.JSON", `{service_url: x}`, true},
		"trailing comma": {"a.json", `{"service_url": "x",}`, true},
		"empty":          {"a.json", "", true},
		"json in yaml":   {"a.yaml", `{"service_url": "x"}`, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), tc.name)
			write(t, path, tc.text)
			_, err := loadConfig(path, configInfo(), environment)
			if errors.Is(err, shared.ErrInvalidConfiguration) != tc.wrong {
				t.Errorf("error %v, want one: %t", err, tc.wrong)
			}
		})
	}
}
