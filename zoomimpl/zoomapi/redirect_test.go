package zoomapi_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func TestRedirectToAnotherHostIsRefused(t *testing.T) {
	t.Parallel()
	var strangers atomic.Int64
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		strangers.Add(1)
		reply(t, w, http.StatusOK, `{"id":"x"}`)
	}))
	t.Cleanup(stranger.Close)
	for name, call := range map[string]func(c *zoomapi.Client) error{
		"read":  func(c *zoomapi.Client) error { _, err := c.User(t.Context(), "x"); return err },
		"write": func(c *zoomapi.Client) error { return c.SetUserStatus(t.Context(), "x", true) },
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			client, mux := setup(t, nil)
			mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, stranger.URL+r.URL.Path, status)
			})
			err := call(client)
			if refusal, ok := errors.AsType[*zoomapi.Error](err); !ok || refusal.Status != status {
				t.Errorf("%s %d: got %v, want an *Error", name, status, err)
			}
		}
	}
	if n := strangers.Load(); n != 0 {
		t.Errorf("the other host got %d requests", n)
	}
}

func TestRedirectOnTheSameHost(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	mux.HandleFunc("/users/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") == "moved" {
			http.Redirect(w, r, basePath+"/users/here", http.StatusFound)
			return
		}
		reply(t, w, http.StatusOK, `{"id":"`+r.PathValue("id")+`"}`)
	})
	user, err := client.User(t.Context(), "moved")
	if err != nil || user.ID != "here" {
		t.Errorf("got %+v, %v; want the redirected read", user, err)
	}
	err = client.DeleteUser(t.Context(), "moved", zoomapi.DeleteOptions{})
	if refusal, ok := errors.AsType[*zoomapi.Error](err); !ok || refusal.Status != http.StatusFound {
		t.Errorf("got %v, want the redirected write refused", err)
	}
}

func TestEndlessRedirectEnds(t *testing.T) {
	t.Parallel()
	client, mux := setup(t, nil)
	var requests atomic.Int64
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		http.Redirect(w, r, r.RequestURI, http.StatusFound)
	})
	_, err := client.User(t.Context(), "x")
	if _, ok := errors.AsType[*zoomapi.Error](err); !ok || requests.Load() > 5 {
		t.Errorf("got %v after %d requests", err, requests.Load())
	}
}
