package zoomsim_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"github.com/igaplugin/igaplugin/zoomsim"
)

// A simulator on a loopback port, for a client that takes URLs and credentials.
func ExampleStart() {
	ctx := context.Background()
	server, err := zoomsim.Start(ctx, zoomsim.Options{Seed: 1, Users: 1000, Groups: 20, PendingShare: 0.05})
	if err != nil {
		slog.Error("no simulator", "error", err)
		return
	}
	defer func() {
		if err := server.Close(ctx); err != nil {
			slog.Error("simulator did not stop", "error", err)
		}
	}()
	// Give server.ServiceURL, server.TokenURL, server.AccountID,
	// server.ClientID and server.ClientSecret to the client under test, and
	// look at what it did:
	fmt.Println(len(server.Sim().Requests()))
	// Output: 0
}

// A simulator without a network, for a handler-level test.
func ExampleNew() {
	sim, err := zoomsim.New(zoomsim.Options{})
	if err != nil {
		slog.Error("no simulator", "error", err)
		return
	}
	w := httptest.NewRecorder()
	sim.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v2/users", http.NoBody))
	fmt.Println(w.Code, w.Body)
	fmt.Println(sim.Stats().Requests["GET /users"])
	// Output:
	// 401 {"code":124,"message":"Invalid access token."}
	// 1
}
