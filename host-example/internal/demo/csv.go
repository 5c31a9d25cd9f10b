package demo

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/igaplugin/igaplugin/host"
	"github.com/igaplugin/igaplugin/shared"
)

// The files of the CSV connector.
const (
	csvUsers  = "uid,name,email,active\n1,ada,ada@example.com,true\n2,alan,alan@example.com,true\n3,rob,rob@example.com,false\n"
	csvGroups = "uid,name,members\ng1,Compilers,2\n"
)

// csvFiles does with CSV files what was done with Zoom.
func (s *story) csvFiles() []step {
	users, groups := filepath.Join(s.dir, "users.csv"), filepath.Join(s.dir, "groups.csv")
	config := shared.Attributes{
		shared.NewAttribute("users_file", text(users)),
		shared.NewAttribute("users_columns", text("active:bool")),
		shared.NewAttribute("groups_file", text(groups)),
		shared.NewAttribute("groups_columns", text("members:reference User:multi")),
	}
	var token bytes.Buffer
	steps := s.another(host.Spec{Path: s.options.CSV}, "--plugin bin/"+base(s.options.CSV)+" info", config, "csv.yaml")
	return append(steps, []step{
		{"find users", []string{"igahost search User --filter 'active eq true' --sort name --attrs email,active"}, func(ctx context.Context) ([]string, error) {
			return s.people(ctx, 2)
		}},
		{"remember how things are", []string{"igahost sync User --token-file user.token --from-now"}, func(ctx context.Context) ([]string, error) {
			return s.remember(ctx, &token)
		}},
		{
			"a joiner, and a member of a group",
			[]string{"igahost create User name=grace email=grace@example.com active=true", "igahost update Group g1 members+=name:grace"},
			func(ctx context.Context) ([]string, error) { return s.csvJoiner(ctx, users, groups) },
		},
		{"a leaver", []string{"igahost delete User 3"}, func(ctx context.Context) ([]string, error) {
			result, err := s.conn.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: "3"})
			if err != nil {
				return nil, err
			}
			return told(result, shared.OutcomeDeleted)
		}},
		{"what has changed", []string{"igahost sync User --token-file user.token"}, func(ctx context.Context) ([]string, error) {
			return s.sinceThen(ctx, &token)
		}},
		{"a file that somebody has damaged is left alone", []string{"igahost delete User 1"}, func(ctx context.Context) ([]string, error) {
			return s.damaged(ctx, users)
		}},
	}...)
}

// writeCSV makes the files.
func (s *story) writeCSV() error {
	for name, content := range map[string]string{"users.csv": csvUsers, "groups.csv": csvGroups} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) csvJoiner(ctx context.Context, users, groups string) ([]string, error) {
	created, err := s.create(ctx, "User", nil, shared.NewAttribute("name", text("grace")),
		shared.NewAttribute("email", text("grace@example.com")), shared.NewAttribute("active", shared.BoolValue(true)))
	if err != nil {
		return nil, err
	}
	lines, err := told(created, shared.OutcomeCreated)
	if err != nil {
		return lines, err
	}
	updated, err := s.conn.Update(ctx, &shared.UpdateRequest{
		Class: "Group", UID: "g1", Deltas: []shared.AttributeDelta{shared.AddDelta("members", named("User", "grace"))},
	})
	if err != nil {
		return lines, err
	}
	more, err := told(updated, shared.OutcomeUpdated)
	lines = append(lines, more...)
	if err != nil {
		return lines, err
	}
	return lastLines(lines, users, groups)
}

// lastLines shows how files end.
func lastLines(lines []string, files ...string) ([]string, error) {
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return lines, err
		}
		rows := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
		lines = append(lines, fmt.Sprintf("%s now ends with: %s", base(file), rows[len(rows)-1]))
	}
	return lines, nil
}

// remember takes a sync token and tells no changes.
func (s *story) remember(ctx context.Context, token *bytes.Buffer) ([]string, error) {
	changes, err := s.conn.Sync(ctx, &shared.SyncRequest{Class: "User", LatestTokenOnly: true})
	if err != nil {
		return nil, err
	}
	defer changes.Close()
	for _, err := range changes.All() {
		if err != nil {
			return nil, err
		}
	}
	if err := changes.WriteToken(token); err != nil {
		return nil, err
	}
	return say("the host keeps a token of %d bytes, which only the connector understands", token.Len()), nil
}

// sinceThen tells what has changed since the token was taken.
func (s *story) sinceThen(ctx context.Context, token *bytes.Buffer) ([]string, error) {
	changes, err := s.conn.Sync(ctx, &shared.SyncRequest{Class: "User", Token: token})
	if err != nil {
		return nil, err
	}
	defer changes.Close()
	var lines []string
	for c, err := range changes.All() {
		if err != nil {
			return lines, err
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%v %s %s", c.Kind, c.Object.UID(), c.Object.Name())))
	}
	const want = 2 // grace and rob
	if len(lines) != want {
		return lines, unexpected("the number of changes", want, len(lines))
	}
	return lines, nil
}

// damaged adds a row that is no row, and shows how that is told.
func (s *story) damaged(ctx context.Context, users string) ([]string, error) {
	f, err := os.OpenFile(users, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString("5,ken\n")
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, err
	}
	_, err = s.conn.Delete(ctx, &shared.DeleteRequest{Class: "User", UID: "1"})
	return refused(err, shared.ErrPreconditionFailed)
}
