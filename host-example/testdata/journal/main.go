// Command journal is a connector whose changes are the lines of a file, so that they
// outlast its process. Tests alone use it.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/pluginrpc"
)

func main() { os.Exit(pluginrpc.Main(connector{}, os.Args[1:]...)) }

// line is a change.
type line struct {
	Kind, UID, Name, Department string
}

type connector struct{}

func (connector) Info(context.Context) (*shared.Info, error) {
	return &shared.Info{
		Name: "journal", Version: "1.0.0",
		Properties: []*shared.Property{
			{Name: "journal", Type: shared.TypeString, Required: true},
			{Name: "token_bytes", Type: shared.TypeInt, Default: shared.NewValues(shared.IntValue(0))},
			{Name: "fail_after", Type: shared.TypeInt, Default: shared.NewValues(shared.IntValue(-1))},
			{Name: "hang_after", Type: shared.TypeInt, Default: shared.NewValues(shared.IntValue(-1))},
			{Name: "fail_close", Type: shared.TypeBool, Default: shared.NewValues(shared.BoolValue(false))},
			{Name: "password", Type: shared.TypeSecret},
		},
		Operations: []shared.Operation{shared.OperationSearch, shared.OperationSync},
	}, nil
}

func (connector) Validate(context.Context, *shared.ValidateRequest) error { return nil }

func (connector) Connect(_ context.Context, req *shared.ConnectRequest) (shared.Connection, error) {
	number := func(name string) int64 {
		v, _ := req.Config.Get(name)
		n, _ := v.AsInt()
		return n
	}
	file, _ := req.Config.Get("journal")
	path, _ := file.AsString()
	fails, _ := req.Config.Get("fail_close")
	failClose, _ := fails.AsBool()
	return &connection{
		path: path, padding: number("token_bytes"), failAfter: number("fail_after"), hangAfter: number("hang_after"), failClose: failClose,
	}, nil
}

type connection struct {
	path                          string
	padding, failAfter, hangAfter int64
	failClose                     bool
}

func (*connection) Schema(context.Context) (*shared.Schema, error) {
	text := func(name string) *shared.AttributeInfo {
		return &shared.AttributeInfo{Name: name, Type: shared.TypeString, Readable: true, ReturnedByDefault: true}
	}
	class := func(name string, operations ...shared.OperationInfo) *shared.ObjectClass {
		return &shared.ObjectClass{
			Name: name, UIDAttribute: "id", NameAttribute: "login",
			Attributes: []*shared.AttributeInfo{text("id"), text("login"), text("department")}, Operations: operations,
		}
	}
	search, sync := shared.OperationInfo{Operation: shared.OperationSearch}, shared.OperationInfo{Operation: shared.OperationSync}
	return &shared.Schema{Classes: []*shared.ObjectClass{class("User", search, sync), class("Other", search, sync), class("Role", search)}}, nil
}

func (*connection) Test(context.Context, *shared.TestRequest) (*shared.TestReport, error) {
	return &shared.TestReport{Target: "journal"}, nil
}

func (*connection) Get(context.Context, *shared.GetRequest) (*shared.Object, error) {
	return nil, shared.NewError(shared.ErrNotFound, "not here")
}

func (*connection) Search(context.Context, *shared.Query) (*shared.Results, error) {
	return nil, shared.NewError(shared.ErrUnsupported, "not here")
}

func (c *connection) Close(context.Context) error {
	if c.failClose {
		return errors.New("the connection cannot be closed")
	}
	return nil
}

// Sync reports the lines behind those that the token counts.
func (c *connection) Sync(ctx context.Context, req *shared.SyncRequest) (*shared.Changes, error) {
	lines, err := c.read()
	if err != nil {
		return nil, err
	}
	since := 0
	if req.Token != nil {
		if since, err = readToken(req.Token); err != nil {
			return nil, err
		}
		if since > len(lines) {
			return nil, shared.NewError(shared.ErrSyncTokenExpired, "the journal has no line %d", since)
		}
	}
	if req.LatestTokenOnly {
		since = len(lines)
	}
	gone := map[string]bool{}
	for _, l := range lines {
		gone[l.UID] = l.Kind == "delete"
	}
	return shared.NewChanges(func(yield func(*shared.Change, error) bool) {
		for i, l := range lines[since:] {
			switch {
			case int64(i) == c.hangAfter:
				<-ctx.Done()
				yield(nil, ctx.Err())
				return
			case int64(i) == c.failAfter:
				yield(nil, shared.NewError(shared.ErrConnectionFailed, "the journal is torn"))
				return
			case req.Token == nil && gone[l.UID]:
				continue
			}
			if !yield(l.change(req.Class), nil) {
				return
			}
		}
	}, func(w io.Writer) error { return c.writeToken(w, len(lines)) }, nil, nil), nil
}

func (c *connection) read() ([]line, error) {
	text, err := os.ReadFile(c.path)
	if err != nil {
		return nil, err
	}
	var out []line
	for raw := range bytes.Lines(text) {
		var l line
		if err := json.Unmarshal(raw, &l); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

func (l line) change(class string) *shared.Change {
	b := shared.NewObject(class, l.UID, l.Name)
	if l.Kind == "delete" {
		return &shared.Change{Kind: shared.ChangeDelete, Object: b.Build()}
	}
	b.SetString("id", l.UID).SetString("login", l.Name).SetString("department", l.Department)
	return &shared.Change{Kind: shared.ChangeUpsert, Object: b.Build()}
}

// writeToken writes the number of lines, and as many bytes more as are configured,
// the last of which is x.
func (c *connection) writeToken(w io.Writer, lines int) error {
	if _, err := fmt.Fprintln(w, lines); err != nil {
		return err
	}
	piece := bytes.Repeat([]byte("x"), 1<<16)
	for left := c.padding; left > 0; left -= int64(len(piece)) {
		if _, err := w.Write(piece[:min(left, int64(len(piece)))]); err != nil {
			return err
		}
	}
	return nil
}

func readToken(r io.Reader) (int, error) {
	in := bufio.NewReader(r)
	first, err := in.ReadString('\n')
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return 0, err
	}
	return strconv.Atoi(first[:len(first)-1])
}
