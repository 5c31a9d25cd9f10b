package zoomsim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Limits of the webhook.
const (
	maxHookQueue   = 10_000 // events that wait for their delivery
	maxHookHistory = 1_000  // deliveries that can be looked at
	maxHookRetries = 20
)

// Errors of the methods about the webhook.
var (
	// ErrNoWebhook means that no webhook is set.
	ErrNoWebhook = errors.New("zoomsim: no webhook is set")
	// ErrWebhookValidation means that the endpoint did not answer the URL
	// validation with the right token within three seconds.
	ErrWebhookValidation = errors.New("zoomsim: webhook URL validation failed")
	// ErrClosed means that the simulator has been closed.
	ErrClosed = errors.New("zoomsim: closed")
)

// Webhook is where a simulator sends its user and group events. It prints
// without the secret.
type Webhook struct {
	// URL is the endpoint; http or https (with a certificate that this machine
	// trusts), on this machine (loopback) alone. Empty means no webhook.
	URL string
	// SecretToken is the key of the signatures and of the URL validation.
	SecretToken string
	// Retries are the waits, by the simulator's clock, after the first, second
	// and further failed attempts to deliver an event, at most 20. nil means
	// 5, 20 and 60 minutes, as Zoom documents; empty means a single attempt.
	Retries []time.Duration
}

// String names the endpoint and hides the secret.
func (w Webhook) String() string { return "webhook " + w.URL + ", secret ***" }

// GoString is String.
func (w Webhook) GoString() string { return w.String() }

// LogValue hides the secret from log/slog.
func (w Webhook) LogValue() slog.Value { return slog.StringValue(w.String()) }

// validate reports every fault of w together; the zero value is fine.
func (w Webhook) validate() error {
	if w.URL == "" && w.SecretToken == "" && len(w.Retries) == 0 {
		return nil
	}
	var faults []error
	u, err := url.Parse(w.URL)
	switch {
	case err != nil:
		// The error of url.Parse quotes its input, which is no secret.
		faults = append(faults, fmt.Errorf("webhook URL: %w", err))
	case u.Scheme != "http" && u.Scheme != "https":
		faults = append(faults, fmt.Errorf("webhook URL %q is not http or https", u.Redacted()))
	case !isLoopbackHost(u.Hostname()):
		faults = append(faults, fmt.Errorf("webhook URL %q is not loopback", u.Redacted()))
	}
	if w.SecretToken == "" {
		faults = append(faults, errors.New("webhook SecretToken is empty"))
	}
	if len(w.Retries) > maxHookRetries {
		faults = append(faults, fmt.Errorf("webhook has %d retries, the most is %d", len(w.Retries), maxHookRetries))
	}
	if slices.ContainsFunc(w.Retries, func(d time.Duration) bool { return d < 0 }) {
		faults = append(faults, errors.New("webhook has a negative wait among Retries"))
	}
	return errors.Join(faults...)
}

func (w Webhook) withDefaults() Webhook {
	if w.Retries == nil {
		w.Retries = []time.Duration{5 * time.Minute, 20 * time.Minute, 60 * time.Minute}
	}
	w.Retries = slices.Clone(w.Retries)
	return w
}

// eventPayload is the payload of every event. The operator is the owner, in
// whose name a Server-to-Server app acts.
type eventPayload struct {
	AccountID    string `json:"account_id"`
	Operator     string `json:"operator,omitempty"`
	OperatorID   string `json:"operator_id,omitempty"`
	CreationType string `json:"creation_type,omitempty"`
	Operation    string `json:"operation,omitempty"`
	Object       any    `json:"object"`
	OldObject    any    `json:"old_object,omitempty"`
	TimeStamp    int64  `json:"time_stamp,omitempty"`
}

// event is the envelope; the time is in milliseconds.
type event struct {
	Event   string `json:"event"`
	EventTS int64  `json:"event_ts"`
	Payload any    `json:"payload"`
}

// emit queues an event about an object for delivery. The caller holds the
// lock of the tenant, so that events have the order of the changes.
func (s *Sim) emit(name string, object objectID, fill func(*eventPayload)) {
	if !s.hooks.listening() {
		return
	}
	owner := s.tenant.owner
	p := eventPayload{AccountID: s.tenant.accountID, Operator: owner.email, OperatorID: owner.id.String()}
	fill(&p)
	now := s.now()
	body, err := json.Marshal(event{name, now.UnixMilli(), p})
	s.hooks.queue(WebhookDelivery{Event: name, ObjectID: object.String(), At: now, Next: now}, body, err)
}

// hooks holds the webhook in force, which may be exchanged.
type hooks struct {
	mu     sync.Mutex
	config Webhook
	sender *hookSender // nil until the endpoint has been validated
	closed bool
}

func (h *hooks) current() *hookSender {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sender
}

// listening tells whether events are wanted.
func (h *hooks) listening() bool { return h.current() != nil }

func (h *hooks) queue(d WebhookDelivery, body []byte, err error) {
	if sender := h.current(); sender != nil {
		sender.queue(d, body, err)
	}
}

// ValidateWebhook sends endpoint.url_validation to the webhook of the options
// and starts the deliveries when the endpoint proves that it knows the secret,
// as the Zoom Marketplace wants it before it sends anything. It returns
// ErrNoWebhook, ErrWebhookValidation or ErrClosed. Start calls it; after New
// it is up to the caller, who then has to Close the simulator.
func (s *Sim) ValidateWebhook(ctx context.Context) error {
	s.hooks.mu.Lock()
	w := s.hooks.config
	s.hooks.mu.Unlock()
	if w.URL == "" {
		return ErrNoWebhook
	}
	return s.SetWebhook(ctx, w)
}

// SetWebhook validates another endpoint and sends the events to it from then
// on. Deliveries to the one before that have not succeeded yet are given up;
// with an error everything stays as it was. The zero Webhook ends the
// deliveries. It returns ErrWebhookValidation, ErrClosed or an error that
// names every fault of w.
func (s *Sim) SetWebhook(ctx context.Context, w Webhook) error {
	if err := w.validate(); err != nil {
		return err
	}
	var sender *hookSender
	if w.URL != "" {
		w = w.withDefaults()
		sender = newHookSender(w, s.now)
		if err := sender.validate(ctx); err != nil {
			sender.client.CloseIdleConnections()
			return err
		}
	}
	old, err := s.hooks.exchange(w, sender)
	if err != nil {
		return err
	}
	return old.stop(ctx)
}

// exchange puts a validated sender in force and starts it.
func (h *hooks) exchange(w Webhook, sender *hookSender) (*hookSender, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		if sender != nil {
			sender.client.CloseIdleConnections()
		}
		return nil, ErrClosed
	}
	old := h.sender
	h.config, h.sender = w, sender
	if sender != nil {
		sender.start()
	}
	return old, nil
}

// WebhookDeliveries are the latest 1,000 events of the webhook in force, in
// the order in which they happened, with the state of their delivery.
func (s *Sim) WebhookDeliveries() []WebhookDelivery {
	if sender := s.hooks.current(); sender != nil {
		return sender.deliveries()
	}
	return nil
}

// Close ends the deliveries to the webhook and waits until the one in work has
// ended, or ctx. A simulator whose webhook was never validated has nothing to
// close. It may be called more than once.
func (s *Sim) Close(ctx context.Context) error {
	s.hooks.mu.Lock()
	s.hooks.closed = true
	sender := s.hooks.sender
	s.hooks.mu.Unlock()
	return sender.stop(ctx)
}
