package zoomsim

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// DeliveryState is how far the delivery of an event has come.
type DeliveryState string

// The states of a delivery.
const (
	// DeliveryWaiting: queued, or waiting for another attempt.
	DeliveryWaiting DeliveryState = "waiting"
	// DeliverySent: answered with a status of 200 to 299.
	DeliverySent DeliveryState = "delivered"
	// DeliveryFailed: given up after the last attempt.
	DeliveryFailed DeliveryState = "failed"
	// DeliveryDropped: never tried, because too many events were waiting.
	DeliveryDropped DeliveryState = "dropped"
)

// WebhookDelivery is one event on its way to the webhook.
type WebhookDelivery struct {
	// ID is the request id; it is the same in every attempt.
	ID string `json:"id"`
	// Event is the name, for instance "user.created".
	Event string `json:"event"`
	// ObjectID is the id of the user or group that the event is about.
	ObjectID string        `json:"object_id"`
	State    DeliveryState `json:"state"`
	// Attempts counts the attempts so far.
	Attempts int `json:"attempts"`
	// Status is the HTTP status of the last attempt, 0 without an answer.
	Status int `json:"status"`
	// Error tells why the last attempt failed, empty when it did not.
	Error string `json:"error,omitempty"`
	// At is when the event happened, Next when the next attempt is due.
	At   time.Time `json:"at"`
	Next time.Time `json:"next"`
}

// hookItem is an event in the queue.
type hookItem struct {
	WebhookDelivery
	body []byte
}

// hookPoll is how often the sender looks at the simulator's clock, which tests
// move without telling, while an event waits for another attempt.
const hookPoll = 100 * time.Millisecond

// hookSender delivers events one after the other. Events about one object
// arrive in the order in which they happened: while one waits for another
// attempt, the later ones about the same object wait too.
type hookSender struct {
	config Webhook
	now    func() time.Time
	client *http.Client
	wake   chan struct{}
	cancel context.CancelFunc
	done   chan struct{}

	mu      sync.Mutex
	waiting []*hookItem // in the order of the events
	history []*hookItem // the newest of all
}

func newHookSender(w Webhook, now func() time.Time) *hookSender {
	return &hookSender{config: w, now: now, client: newHookClient(), wake: make(chan struct{}, 1)}
}

// start begins the deliveries; stop ends them.
func (h *hookSender) start() {
	// The deliveries outlive the request or call that started them.
	ctx, cancel := context.WithCancel(context.Background())
	h.cancel, h.done = cancel, make(chan struct{})
	go func() {
		defer close(h.done)
		h.run(ctx)
	}()
}

// stop ends the deliveries and waits for it until ctx ends; h may be nil.
func (h *hookSender) stop(ctx context.Context) error {
	if h == nil {
		return nil
	}
	h.cancel()
	select {
	case <-h.done:
		h.client.CloseIdleConnections()
		return nil
	case <-ctx.Done():
		return fmt.Errorf("zoomsim webhook: %w", ctx.Err())
	}
}

// queue takes an event in, or drops it when too many wait already. A body that
// could not be encoded is a defect of the simulator, and shows as one.
func (h *hookSender) queue(d WebhookDelivery, body []byte, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	item := &hookItem{WebhookDelivery: d, body: body}
	item.ID, item.State = rand.Text(), DeliveryWaiting
	switch {
	case err != nil:
		item.State, item.Error = DeliveryFailed, err.Error()
	case len(h.waiting) >= maxHookQueue:
		item.State, item.Error = DeliveryDropped, "too many events are waiting"
	default:
		h.waiting = append(h.waiting, item)
	}
	if len(h.history) >= 2*maxHookHistory {
		h.history = append(h.history[:0], h.history[len(h.history)-maxHookHistory:]...)
	}
	h.history = append(h.history, item)
	select {
	case h.wake <- struct{}{}:
	default: // It is awake or will be.
	}
}

func (h *hookSender) deliveries() []WebhookDelivery {
	h.mu.Lock()
	defer h.mu.Unlock()
	from := max(0, len(h.history)-maxHookHistory)
	out := make([]WebhookDelivery, 0, len(h.history)-from)
	for _, item := range h.history[from:] {
		out = append(out, item.WebhookDelivery)
	}
	return out
}

func (h *hookSender) run(ctx context.Context) {
	poll := time.NewTicker(hookPoll)
	defer poll.Stop()
	for ctx.Err() == nil {
		item, retries := h.due()
		if item != nil {
			status, err := h.deliver(ctx, item)
			if ctx.Err() == nil {
				h.finish(item, status, err)
			}
			continue
		}
		var tick <-chan time.Time
		if retries {
			tick = poll.C
		}
		select {
		case <-h.wake:
		case <-tick:
		case <-ctx.Done():
		}
	}
}

// due gives the next event to deliver; without one it tells whether any waits
// for another attempt.
func (h *hookSender) due() (*hookItem, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	held := map[string]bool{}
	for _, item := range h.waiting {
		if held[item.ObjectID] {
			continue
		}
		if !item.Next.After(now) {
			return item, false
		}
		held[item.ObjectID] = true
	}
	return nil, len(h.waiting) > 0
}

// finish notes the outcome of an attempt.
func (h *hookSender) finish(item *hookItem, status int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	item.Attempts++
	item.Status, item.Error = status, ""
	switch {
	case err == nil:
		item.State = DeliverySent
	case item.Attempts > len(h.config.Retries):
		item.State, item.Error = DeliveryFailed, err.Error()
	default:
		item.Error = err.Error()
		item.Next = h.now().Add(h.config.Retries[item.Attempts-1])
		return
	}
	item.body = nil
	for i, have := range h.waiting {
		if have == item {
			h.waiting = slices.Delete(h.waiting, i, i+1)
			return
		}
	}
}
