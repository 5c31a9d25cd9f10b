package demo

import (
	"context"
	"os"
	"path/filepath"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// jsonDirectory is what the connector in Node.js reads.
const jsonDirectory = `{
  "users": [
    {"uid": "1", "userName": "ada", "givenName": "Ada", "email": "ada@example.com", "active": true, "logins": 12, "tags": ["math"]},
    {"uid": "2", "userName": "alan", "givenName": "Alan", "email": "alan@example.com", "active": true, "manager": "1"},
    {"uid": "3", "userName": "rob", "active": false}
  ],
  "groups": [{"uid": "g1", "displayName": "Compilers", "members": ["2"]}]
}
`

// nodeConnector does the same with a connector that is written in another
// language.
func (s *story) nodeConnector() []step {
	directory := filepath.Join(s.dir, "directory.json")
	spec := host.Spec{Path: s.options.Node, Checksums: filepath.Join(filepath.Dir(s.options.Node), NodeChecksums)}
	const folder = "bin/node-connector/"
	command := "--plugin " + folder + base(spec.Path) + " --checksums " + folder + base(spec.Checksums) + " info"
	steps := s.another(spec, command, shared.Attributes{shared.NewAttribute("directory_file", text(directory))}, "json.yaml")
	return append(steps, []step{
		{"find users", []string{"igahost search User --filter 'active eq true' --sort userName --attrs email,active"}, func(ctx context.Context) ([]string, error) {
			return s.people(ctx, 2)
		}},
		{"read one by name", []string{"igahost get User --name alan"}, func(ctx context.Context) ([]string, error) {
			return s.gotByName(ctx, "alan")
		}},
		{"it only reads, and says so", []string{"igahost delete User 1"}, func(ctx context.Context) ([]string, error) {
			_, err := s.conn.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: "1"})
			return refused(err, shared.ErrUnsupported)
		}},
	}...)
}

// NodeChecksums is the name of the checksum file in the folder of the connector in
// Node.js.
const NodeChecksums = "SHA256SUMS"

// writeJSON makes the file.
func (s *story) writeJSON() error {
	return os.WriteFile(filepath.Join(s.dir, "directory.json"), []byte(jsonDirectory), 0o600)
}
