package pluginrpc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

func users(n int) func(yield func(*shared.Object, error) bool) {
	return func(yield func(*shared.Object, error) bool) {
		for i := range n {
			if !yield(user(fmt.Sprint(i)), nil) {
				return
			}
		}
	}
}

func TestSearchCrosses(t *testing.T) {
	t.Parallel()
	page := shared.Page{Cookie: "next", Remaining: 7, Stats: shared.OperationStats{Requests: 3, Waited: time.Second}}
	conn, _ := connectTo(t, &fakeConnection{search: func(context.Context, *shared.Query) (*shared.Results, error) {
		r := shared.NewResults(users(1000), func() shared.Page { return page }, nil)
		r.AttributeSet = "list"
		return r, nil
	}}, ClientOptions{})
	r, err := conn.Search(t.Context(), &shared.Query{Class: "user"})
	if err != nil {
		t.Fatal(err)
	}
	uids, err := collect(r)
	if err != nil || len(uids) != 1000 || uids[999] != "999" {
		t.Errorf("got %d rows, %v", len(uids), err)
	}
	if diff := cmp.Diff(page, r.Page()); diff != "" || r.AttributeSet != "list" {
		t.Errorf("attribute set %q, page (-want +got):\n%s", r.AttributeSet, diff)
	}
}

func TestSearchErrors(t *testing.T) {
	t.Parallel()
	early := &shared.Error{Kind: shared.ErrCursorExpired, Message: "too old"}
	late := &shared.Error{Kind: shared.ErrRateLimited, Message: "slow down", RetryAfter: time.Minute}
	conn, _ := connectTo(t, &fakeConnection{search: func(_ context.Context, q *shared.Query) (*shared.Results, error) {
		if q.Cookie == "old" {
			return nil, early
		}
		return shared.NewResults(func(yield func(*shared.Object, error) bool) {
			for obj, err := range users(10) {
				if !yield(obj, err) {
					return
				}
			}
			if q.Cookie == "panic" {
				panic("mid-stream")
			}
			yield(nil, late)
		}, nil, nil), nil
	}}, ClientOptions{})
	if _, err := conn.Search(t.Context(), &shared.Query{Cookie: "old"}); !cmp.Equal(error(early), err) {
		t.Errorf("early: %v", err)
	}
	r, err := conn.Search(t.Context(), &shared.Query{})
	if err != nil {
		t.Fatal(err)
	}
	uids, err := collect(r)
	if len(uids) != 10 || !cmp.Equal(error(late), err) {
		t.Errorf("late: %d rows, %v", len(uids), err)
	}
	r, err = conn.Search(t.Context(), &shared.Query{Cookie: "panic"})
	if err != nil {
		t.Fatal(err)
	}
	uids, err = collect(r)
	if len(uids) != 10 || !errors.Is(err, shared.ErrInternal) || shared.AsError(err).CorrelationID == "" {
		t.Errorf("panic: %d rows, %v", len(uids), err)
	}
}

// TestBreakReachesTheProducer proves that a host which stops reading stops the
// connector, whichever way it stops.
func TestBreakReachesTheProducer(t *testing.T) {
	t.Parallel()
	tests := map[string]func(r *shared.Results, cancel context.CancelFunc){
		"break": func(r *shared.Results, _ context.CancelFunc) {
			for _, err := range r.All() {
				if err == nil {
					break
				}
			}
		},
		"close":  func(r *shared.Results, _ context.CancelFunc) { r.Close() },
		"cancel": func(_ *shared.Results, cancel context.CancelFunc) { cancel() },
	}
	for name, stop := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stopped := make(chan error, 1)
			conn, _ := connectTo(t, &fakeConnection{search: func(ctx context.Context, _ *shared.Query) (*shared.Results, error) {
				return shared.NewResults(func(yield func(*shared.Object, error) bool) {
					if yield(user("1"), nil) {
						<-ctx.Done()
						yield(nil, ctx.Err())
					}
				}, nil, func() { stopped <- ctx.Err() }), nil
			}}, ClientOptions{})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			r, err := conn.Search(ctx, &shared.Query{})
			if err != nil {
				t.Fatal(err)
			}
			stop(r, cancel)
			if err := <-stopped; !errors.Is(err, context.Canceled) {
				t.Errorf("the producer ended with %v", err)
			}
		})
	}
}

// TestCancelIsNeverSuccess covers a connector that ends quietly when its
// context does.
func TestCancelIsNeverSuccess(t *testing.T) {
	t.Parallel()
	var conn shared.FullConnection
	conn, _ = connectTo(t, &fakeConnection{search: func(ctx context.Context, _ *shared.Query) (*shared.Results, error) {
		return shared.NewResults(func(yield func(*shared.Object, error) bool) {
			if yield(user("1"), nil) {
				_ = conn.Close(context.WithoutCancel(ctx))
				<-ctx.Done()
			}
		}, nil, nil), nil
	}}, ClientOptions{})
	r, err := conn.Search(t.Context(), &shared.Query{})
	if err == nil {
		_, err = collect(r)
	}
	if !errors.Is(err, shared.ErrPreconditionFailed) || errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the connection was closed", err)
	}
}

// TestRowsAreNotHeldBack lets the producer wait for the host to have seen each
// row before it makes the next: without the flush timer both would wait.
func TestRowsAreNotHeldBack(t *testing.T) {
	t.Parallel()
	seen := make(chan struct{})
	conn, _ := connectTo(t, &fakeConnection{search: resultsOf(func(yield func(*shared.Object, error) bool) {
		for i := range 5 {
			if !yield(user(fmt.Sprint(i)), nil) {
				return
			}
			<-seen
		}
	})}, ClientOptions{})
	r, err := conn.Search(t.Context(), &shared.Query{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		n++
		seen <- struct{}{}
	}
	if n != 5 {
		t.Errorf("got %d rows", n)
	}
}

func TestSlowConsumerHoldsTheProducerBack(t *testing.T) {
	t.Parallel()
	const bound = 2000
	var made atomic.Int64
	pad := strings.Repeat("x", 700)
	conn, _ := connectTo(t, &fakeConnection{search: func(ctx context.Context, _ *shared.Query) (*shared.Results, error) {
		return shared.NewResults(func(yield func(*shared.Object, error) bool) {
			for i := range 100_000 {
				made.Add(1)
				if !yield(shared.NewObject("user", fmt.Sprint(i), "").SetString("pad", pad).Build(), nil) || ctx.Err() != nil {
					return
				}
			}
		}, nil, nil), nil
	}}, ClientOptions{})
	r, err := conn.Search(t.Context(), &shared.Query{})
	if err != nil {
		t.Fatal(err)
	}
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for _, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		// The consumer stands still until the producer does.
		for last := int64(-1); last != made.Load(); <-ticker.C {
			last = made.Load()
		}
		break
	}
	if n := made.Load(); n > bound {
		t.Errorf("the producer ran %d rows ahead, the bound is %d", n, bound)
	}
}

func TestObjectTooLarge(t *testing.T) {
	t.Parallel()
	sizes := map[string]int{"fits": MaxObjectBytes - 1024, "too large": MaxObjectBytes}
	conn, _ := connectTo(t, &fakeConnection{search: func(_ context.Context, q *shared.Query) (*shared.Results, error) {
		return shared.NewResults(func(yield func(*shared.Object, error) bool) {
			_ = yield(user("small"), nil) && yield(shared.NewObject("user", "u2", "").SetString("photo", strings.Repeat("x", sizes[q.Cookie])).Build(), nil)
		}, nil, nil), nil
	}}, ClientOptions{})
	r, err := conn.Search(t.Context(), &shared.Query{Cookie: "fits"})
	if err != nil {
		t.Fatal(err)
	}
	if uids, err := collect(r); err != nil || len(uids) != 2 {
		t.Errorf("fits: %d rows, %v", len(uids), err)
	}
	r, err = conn.Search(t.Context(), &shared.Query{Cookie: "too large"})
	if err != nil {
		t.Fatal(err)
	}
	uids, err := collect(r)
	e := shared.AsError(err)
	if len(uids) != 1 || !errors.Is(err, shared.ErrTooLarge) || e.UID != "u2" || e.Class != "user" || !strings.Contains(e.Message, "limit is 8388608 bytes") {
		t.Errorf("too large: %d rows, %v", len(uids), err)
	}
}

// rawServer plays a connector that breaks the protocol.
type rawServer struct {
	connectorv1.UnimplementedConnectorServiceServer

	search []*connectorv1.SearchResponse
	sync   []*connectorv1.SyncResponse
	wait   bool
}

func (s *rawServer) Search(_ *connectorv1.SearchRequest, out grpc.ServerStreamingServer[connectorv1.SearchResponse]) error {
	for _, m := range s.search {
		if err := out.Send(m); err != nil {
			return err
		}
	}
	if s.wait {
		<-out.Context().Done()
	}
	return nil
}

func (s *rawServer) Sync(out grpc.BidiStreamingServer[connectorv1.SyncRequest, connectorv1.SyncResponse]) error {
	for _, m := range s.sync {
		if err := out.Send(m); err != nil {
			return err
		}
	}
	return nil
}

func searchStarted() *connectorv1.SearchResponse {
	return &connectorv1.SearchResponse{Payload: &connectorv1.SearchResponse_Started{Started: &connectorv1.SearchStarted{}}}
}

func searchRow(o *connectorv1.Object) *connectorv1.SearchResponse {
	return &connectorv1.SearchResponse{Payload: &connectorv1.SearchResponse_Rows{Rows: &connectorv1.RowBatch{Objects: []*connectorv1.Object{o}}}}
}

func searchTrailer(count int64) *connectorv1.SearchResponse {
	return &connectorv1.SearchResponse{Payload: &connectorv1.SearchResponse_Trailer{Trailer: &connectorv1.SearchTrailer{Count: count}}}
}

func TestBrokenSearches(t *testing.T) {
	t.Parallel()
	row := searchRow(&connectorv1.Object{ObjectClass: "user", Uid: "1"})
	tests := map[string]struct {
		send []*connectorv1.SearchResponse
		want string
	}{
		"nothing":          {nil, "truncated stream: it ended before it started"},
		"rows first":       {[]*connectorv1.SearchResponse{row}, "broke the protocol"},
		"empty message":    {[]*connectorv1.SearchResponse{searchStarted(), {}}, "broke the protocol"},
		"started twice":    {[]*connectorv1.SearchResponse{searchStarted(), searchStarted()}, "broke the protocol"},
		"no trailer":       {[]*connectorv1.SearchResponse{searchStarted(), row}, "truncated stream: it ended after 1 rows"},
		"wrong count":      {[]*connectorv1.SearchResponse{searchStarted(), row, searchTrailer(2)}, "truncated stream: it counts 2 rows, but 1 arrived"},
		"after trailer":    {[]*connectorv1.SearchResponse{searchStarted(), row, searchTrailer(1), row}, "after the trailer"},
		"malformed row":    {[]*connectorv1.SearchResponse{searchStarted(), searchRow(&connectorv1.Object{ObjectClass: "user", Uid: "1", Attributes: []*connectorv1.Attribute{{Name: "a"}}})}, "connector sent a malformed answer"},
		"row without uid":  {[]*connectorv1.SearchResponse{searchStarted(), searchRow(&connectorv1.Object{ObjectClass: "user"})}, "without a uid"},
		"complete, though": {[]*connectorv1.SearchResponse{searchStarted(), row, searchTrailer(1)}, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, &rawServer{search: tc.send}, ClientOptions{})
			conn := newConnection(p.client.link, "c")
			r, err := conn.Search(t.Context(), &shared.Query{})
			if err == nil {
				_, err = collect(r)
			}
			if tc.want == "" && err == nil {
				return
			}
			if !errors.Is(err, shared.ErrInternal) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an internal error with %q", err, tc.want)
			}
		})
	}
}

func TestIdleStream(t *testing.T) {
	t.Parallel()
	p := newPair(t, &rawServer{search: []*connectorv1.SearchResponse{searchStarted()}, wait: true}, ClientOptions{StreamIdleTimeout: 30 * time.Millisecond})
	r, err := newConnection(p.client.link, "c").Search(t.Context(), &shared.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := collect(r); !errors.Is(err, shared.ErrTimeout) || !strings.Contains(err.Error(), "sent nothing for 30ms") {
		t.Errorf("got %v", err)
	}
}

func TestProcessGoneMidStream(t *testing.T) {
	t.Parallel()
	p := newPair(t, &rawServer{search: []*connectorv1.SearchResponse{searchStarted()}, wait: true}, ClientOptions{})
	r, err := newConnection(p.client.link, "c").Search(t.Context(), &shared.Query{})
	if err != nil {
		t.Fatal(err)
	}
	p.gone()
	if _, err := collect(r); !errors.Is(err, shared.ErrPluginCrashed) {
		t.Errorf("got %v", err)
	}
}

func TestSyncCrosses(t *testing.T) {
	t.Parallel()
	oldToken := bytes.Repeat([]byte("old"), MaxTokenChunkBytes)
	newToken := bytes.Repeat([]byte("new"), MaxTokenChunkBytes/2+7)
	var got []byte
	conn, _ := connectTo(t, &fakeConnection{sync: func(_ context.Context, r *shared.SyncRequest) (*shared.Changes, error) {
		got = nil
		if r.Token != nil {
			var err error
			if got, err = io.ReadAll(r.Token); err != nil {
				return nil, err
			}
		}
		changes := func(yield func(*shared.Change, error) bool) {
			for i := range 200 {
				kind := shared.ChangeUpsert
				if i%2 == 1 {
					kind = shared.ChangeDelete
				}
				if r.LatestTokenOnly || !yield(&shared.Change{Kind: kind, Object: user(fmt.Sprint(i))}, nil) {
					return
				}
			}
		}
		return shared.NewChanges(changes, func(w io.Writer) error {
			_, err := w.Write(newToken)
			return err
		}, func() shared.OperationStats { return shared.OperationStats{Requests: 9} }, nil), nil
	}}, ClientOptions{})
	ch, err := conn.Sync(t.Context(), &shared.SyncRequest{Class: "user", Token: bytes.NewReader(oldToken)})
	if err != nil {
		t.Fatal(err)
	}
	n, deleted := 0, 0
	for c, err := range ch.All() {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if c.Kind == shared.ChangeDelete {
			deleted++
		}
	}
	var token bytes.Buffer
	if err := ch.WriteToken(&token); err != nil {
		t.Fatal(err)
	}
	if n != 200 || deleted != 100 || !bytes.Equal(got, oldToken) || !bytes.Equal(token.Bytes(), newToken) || ch.Stats().Requests != 9 {
		t.Errorf("%d changes, %d deleted, %d bytes there, %d back, %+v", n, deleted, len(got), token.Len(), ch.Stats())
	}
	ch, err = conn.Sync(t.Context(), &shared.SyncRequest{Class: "user", LatestTokenOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	token.Reset()
	if err := ch.WriteToken(&token); err != nil || !bytes.Equal(token.Bytes(), newToken) || got != nil {
		t.Errorf("token only: %v, %d bytes", err, token.Len())
	}
	ch, err = conn.Sync(t.Context(), &shared.SyncRequest{Class: "user"})
	if err != nil {
		t.Fatal(err)
	}
	if err := ch.WriteToken(&token); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("the token before the changes: %v", err)
	}
}

func TestSyncErrors(t *testing.T) {
	t.Parallel()
	expired := &shared.Error{Kind: shared.ErrSyncTokenExpired, Message: "synchronise in full"}
	conn, _ := connectTo(t, &fakeConnection{sync: func(context.Context, *shared.SyncRequest) (*shared.Changes, error) { return nil, expired }}, ClientOptions{})
	if _, err := conn.Sync(t.Context(), &shared.SyncRequest{Token: strings.NewReader("old")}); !cmp.Equal(error(expired), err) {
		t.Errorf("got %v", err)
	}
	closed := newConnection(conn.(*connection).link, "closed")
	if _, err := closed.Sync(t.Context(), &shared.SyncRequest{Token: bytes.NewReader(make([]byte, 32<<20))}); !errors.Is(err, shared.ErrPreconditionFailed) {
		t.Errorf("refused while the token is sent: %v", err)
	}
	broken := errors.New("disk on fire")
	if _, err := conn.Sync(t.Context(), &shared.SyncRequest{Token: io.MultiReader(strings.NewReader("x"), failing{broken})}); !errors.Is(err, shared.ErrInvalidRequest) || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("a token that cannot be read: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestBrokenSyncs(t *testing.T) {
	t.Parallel()
	started := &connectorv1.SyncResponse{Payload: &connectorv1.SyncResponse_Started{Started: &connectorv1.SyncStarted{}}}
	change := &connectorv1.SyncResponse{Payload: &connectorv1.SyncResponse_Changes{Changes: &connectorv1.ChangeBatch{Changes: []*connectorv1.Change{{
		Kind: connectorv1.ChangeKind_CHANGE_KIND_UPSERT, Object: &connectorv1.Object{ObjectClass: "user", Uid: "1"},
	}}}}}
	chunk := &connectorv1.SyncResponse{Payload: &connectorv1.SyncResponse_TokenChunk{TokenChunk: []byte("abc")}}
	trailer := func(count, size int64) *connectorv1.SyncResponse {
		return &connectorv1.SyncResponse{Payload: &connectorv1.SyncResponse_Trailer{Trailer: &connectorv1.SyncTrailer{Count: count, TokenBytes: size}}}
	}
	tests := map[string]struct {
		send []*connectorv1.SyncResponse
		want string
	}{
		"nothing":          {nil, "before it started"},
		"changes first":    {[]*connectorv1.SyncResponse{change}, "broke the protocol"},
		"no trailer":       {[]*connectorv1.SyncResponse{started, change}, "truncated"},
		"no end of token":  {[]*connectorv1.SyncResponse{started, change, chunk}, "truncated"},
		"wrong count":      {[]*connectorv1.SyncResponse{started, change, chunk, trailer(2, 3)}, "truncated"},
		"wrong size":       {[]*connectorv1.SyncResponse{started, change, chunk, trailer(1, 4)}, "truncated"},
		"changes in token": {[]*connectorv1.SyncResponse{started, chunk, change}, "within the token"},
		"complete, though": {[]*connectorv1.SyncResponse{started, change, chunk, trailer(1, 3)}, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, &rawServer{sync: tc.send}, ClientOptions{})
			err := syncAll(t.Context(), newConnection(p.client.link, "c"))
			if tc.want == "" && err == nil {
				return
			}
			if !errors.Is(err, shared.ErrInternal) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an internal error with %q", err, tc.want)
			}
		})
	}
}

func syncAll(ctx context.Context, conn shared.Syncer) error {
	ch, err := conn.Sync(ctx, &shared.SyncRequest{})
	if err != nil {
		return err
	}
	for _, err := range ch.All() {
		if err != nil {
			return err
		}
	}
	return ch.WriteToken(io.Discard)
}
