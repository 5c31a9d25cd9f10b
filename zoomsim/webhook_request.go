package zoomsim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

const (
	hookTimeout   = 3 * time.Second // within which Zoom wants an answer
	maxHookAnswer = 64 << 10
)

// newHookClient makes a client that talks to this machine alone, whatever a
// name resolves to, directly and without following redirections.
func newHookClient() *http.Client {
	dialer := &net.Dialer{Control: func(_, address string, _ syscall.RawConn) error { return checkLoopback(address) }}
	return &http.Client{
		Timeout:       hookTimeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// signature is Zoom's header x-zm-signature for a body.
func signature(secret, timestamp string, body []byte) string {
	return "v0=" + hexMAC(secret, []byte("v0:"+timestamp+":"), body)
}

func hexMAC(secret string, parts ...[]byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	for _, part := range parts {
		// hash.Hash documents that Write never fails.
		_, _ = mac.Write(part)
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// post sends a signed body and gives the status and the beginning of the
// answer; the timestamp is that of the attempt, in seconds.
func (h *hookSender) post(ctx context.Context, id string, body []byte) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.config.URL, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	timestamp := strconv.FormatInt(h.now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "Zoom Marketplace/1.0a")
	r.Header.Set("X-Zm-Request-Timestamp", timestamp)
	r.Header.Set("X-Zm-Signature", signature(h.config.SecretToken, timestamp, body))
	r.Header.Set("X-Zm-Request-Id", id)
	response, err := h.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxHookAnswer))
	if err != nil {
		return response.StatusCode, nil, err
	}
	if response.StatusCode < http.StatusOK || response.StatusCode >= http.StatusMultipleChoices {
		return response.StatusCode, nil, fmt.Errorf("the endpoint answered with status %d", response.StatusCode)
	}
	return response.StatusCode, answer, nil
}

// deliver makes one attempt to deliver an event.
func (h *hookSender) deliver(ctx context.Context, item *hookItem) (int, error) {
	status, _, err := h.post(ctx, item.ID, item.body)
	return status, err
}

type validationPayload struct {
	PlainToken string `json:"plainToken"`
}

type validationAnswer struct {
	PlainToken     string `json:"plainToken"`
	EncryptedToken string `json:"encryptedToken"`
}

// validate asks the endpoint to prove that it knows the secret.
func (h *hookSender) validate(ctx context.Context) error {
	plain := rand.Text()
	body, err := json.Marshal(event{"endpoint.url_validation", h.now().UnixMilli(), validationPayload{plain}})
	if err != nil {
		return fmt.Errorf("encode the validation: %w", err)
	}
	_, text, err := h.post(ctx, rand.Text(), body)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWebhookValidation, err)
	}
	var answer validationAnswer
	if err := json.Unmarshal(text, &answer); err != nil {
		return fmt.Errorf("%w: the answer is no JSON object: %w", ErrWebhookValidation, err)
	}
	want := validationAnswer{plain, hexMAC(h.config.SecretToken, []byte(plain))}
	if answer.PlainToken != want.PlainToken || !hmac.Equal([]byte(answer.EncryptedToken), []byte(want.EncryptedToken)) {
		return fmt.Errorf("%w: the answer holds other tokens", ErrWebhookValidation)
	}
	return nil
}
