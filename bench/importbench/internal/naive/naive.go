package naive

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// pageSize is what Zoom's user list gives when nothing is asked for.
	pageSize = 30
	// maxAnswer is the greatest answer read in bytes.
	maxAnswer      = 16 << 20
	requestTimeout = time.Minute
)

// Account is where to read.
type Account struct {
	ServiceURL, TokenURL, AccountID, ClientID string
	// Secret is that of the app.
	Secret string
}

// Reader reads the users of an account.
type Reader struct {
	account Account
	client  *http.Client
	token   string
}

// New makes a reader.
func New(account Account) *Reader {
	// A connection for each request.
	transport := &http.Transport{DisableKeepAlives: true}
	return &Reader{account: account, client: &http.Client{Transport: transport, Timeout: requestTimeout}}
}

// page is a page of a list.
type page struct {
	Users []struct {
		ID string `json:"id"`
	} `json:"users"`
	Next string `json:"next_page_token"`
}

// PhoneUsers lists who has Zoom Phone, by id. It is no part of the strategy,
// which takes that from each user's features; the simulator does not show them
// there, and so it is told beforehand.
func (r *Reader) PhoneUsers(ctx context.Context) (map[string]bool, error) {
	ids := map[string]bool{}
	err := r.list(ctx, "/phone/users?page_size=100", func(id string) error {
		ids[id] = true
		return nil
	})
	return ids, err
}

// Read reads all active and inactive users with their Zoom Phone and returns how
// many there are: the lists of both, then a get for each user, and for each phone
// user a get more and the list of sites. Pending users are left out, as by the
// strategy that this stands for.
func (r *Reader) Read(ctx context.Context, phones map[string]bool) (int, error) {
	var ids []string
	for _, status := range []string{"active", "inactive"} {
		list := fmt.Sprintf("/users?page_size=%d&status=%s", pageSize, status)
		err := r.list(ctx, list, func(id string) error {
			ids = append(ids, id)
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	for i, id := range ids {
		if err := r.user(ctx, id, phones[id]); err != nil {
			return i, err
		}
	}
	return len(ids), nil
}

func (r *Reader) user(ctx context.Context, id string, phone bool) error {
	var whole map[string]any
	if err := r.get(ctx, "/users/"+url.PathEscape(id), &whole); err != nil || !phone {
		return err
	}
	if err := r.get(ctx, "/phone/users/"+url.PathEscape(id), &whole); err != nil {
		return err
	}
	return r.get(ctx, "/phone/sites?page_size="+strconv.Itoa(pageSize), &whole)
}

// list reads all pages of a list.
func (r *Reader) list(ctx context.Context, at string, each func(id string) error) error {
	for token := ""; ; {
		next := at
		if token != "" {
			next += "&next_page_token=" + url.QueryEscape(token)
		}
		var p page
		if err := r.get(ctx, next, &p); err != nil {
			return err
		}
		for _, user := range p.Users {
			if err := each(user.ID); err != nil {
				return err
			}
		}
		if token = p.Next; token == "" {
			return nil
		}
	}
}

func (r *Reader) get(ctx context.Context, at string, into any) error {
	if r.token == "" {
		if err := r.login(ctx); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.account.ServiceURL+at, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+r.token)
	return r.do(request, into)
}

// login gets the one access token.
func (r *Reader) login(ctx context.Context) error {
	form := url.Values{"grant_type": {"account_credentials"}, "account_id": {r.account.AccountID}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.account.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(r.account.ClientID, r.account.Secret)
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := r.do(request, &answer); err != nil {
		return err
	}
	r.token = answer.Token
	return nil
}

func (r *Reader) do(request *http.Request, into any) error {
	answer, err := r.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", request.Method, request.URL.Path, answer.Status)
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(into); err != nil {
		return fmt.Errorf("%s %s: %w", request.Method, request.URL.Path, err)
	}
	return nil
}
