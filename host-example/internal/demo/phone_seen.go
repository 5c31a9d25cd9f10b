package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxAnswer is the most of an answer of the simulator, in bytes, that is read.
const maxAnswer = 1 << 20

// seenPhone is the Zoom Phone of a user as the simulator has it.
type seenPhone struct {
	site           string
	extension      int64
	plans, numbers string
}

func (p *seenPhone) String() string {
	if p == nil {
		return "none"
	}
	return fmt.Sprintf("%s, extension %d, plan %s, number %s", p.site, p.extension, p.plans, p.numbers)
}

// seenStock is what the simulator has left: the seats of calling plans by their
// code, and the numbers that nobody has.
type seenStock struct {
	seats   map[string]int
	numbers []string
}

// phone asks the simulator itself, past the connector, for the Zoom Phone of a
// user; nil when there is none.
func (s *story) phone(ctx context.Context, uid string) (*seenPhone, error) {
	var (
		user struct {
			SiteID    string                    `json:"site_id"`
			Extension int64                     `json:"extension_number"`
			Plans     []struct{ Type int }      `json:"calling_plans"`
			Numbers   []struct{ Number string } `json:"phone_numbers"`
		}
		site struct{ Name string }
	)
	there, err := s.ask(ctx, "/phone/users/"+url.PathEscape(uid), &user)
	if err != nil || !there {
		return nil, err
	}
	if _, err := s.ask(ctx, "/phone/sites/"+url.PathEscape(user.SiteID), &site); err != nil {
		return nil, err
	}
	var plans, numbers []string
	for _, plan := range user.Plans {
		plans = append(plans, strconv.Itoa(plan.Type))
	}
	for _, number := range user.Numbers {
		numbers = append(numbers, number.Number)
	}
	return &seenPhone{site: site.Name, extension: user.Extension, plans: names(plans), numbers: names(numbers)}, nil
}

// stock asks the simulator itself for what is left.
func (s *story) stock(ctx context.Context) (*seenStock, error) {
	var (
		usage struct {
			Plans []struct{ Type, Available int } `json:"calling_plans"`
		}
		free struct {
			Numbers []struct{ Number string } `json:"phone_numbers"`
		}
	)
	_, plans := s.ask(ctx, "/phone/calling_plans", &usage)
	_, numbers := s.ask(ctx, "/phone/numbers?type=unassigned&page_size=100", &free)
	left := &seenStock{seats: map[string]int{}}
	for _, plan := range usage.Plans {
		left.seats[strconv.Itoa(plan.Type)] = plan.Available
	}
	for _, number := range free.Numbers {
		left.numbers = append(left.numbers, number.Number)
	}
	return left, errors.Join(plans, numbers)
}

// phoneIs checks the Zoom Phone of the user against the simulator, but for the
// extension, which Zoom chooses.
func (s *story) phoneIs(ctx context.Context, want seenPhone) ([]string, error) {
	phone, err := s.phone(ctx, s.ada)
	if err != nil {
		return nil, err
	}
	if phone != nil {
		want.extension = phone.extension
	}
	if phone == nil || *phone != want {
		return nil, unexpected("the phone user", &want, phone)
	}
	return say("the simulator has: %v", phone), nil
}

// ask reads from the API of the simulator as a program of its own. It tells
// whether there is something at the path.
func (s *story) ask(ctx context.Context, path string, answer any) (there bool, err error) {
	form := url.Values{"grant_type": {"account_credentials"}, "account_id": {s.sim.AccountID}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.sim.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return false, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(s.sim.ClientID, s.sim.ClientSecret)
	var grant struct {
		Token string `json:"access_token"`
	}
	if _, err := fetch(req, &grant); err != nil {
		return false, err
	}
	if req, err = http.NewRequestWithContext(ctx, http.MethodGet, s.sim.ServiceURL+path, nil); err != nil {
		return false, err
	}
	req.Header.Set("Authorization", "Bearer "+grant.Token)
	return fetch(req, answer)
}

// fetch decodes the answer to a request. It tells whether there was something.
func fetch(req *http.Request, answer any) (there bool, err error) {
	client := &http.Client{Timeout: stopTimeout}
	resp, err := client.Do(req)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		return true, json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(answer)
	case http.StatusNotFound:
		return false, nil
	default:
		return false, unexpected("the answer of the simulator", "200 or 404", resp.Status)
	}
}
