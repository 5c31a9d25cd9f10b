package zoomapi

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"regexp"
	"sync/atomic"
)

// sendTrace watches how far a request got on its way out.
type sendTrace struct {
	asked   atomic.Bool // the transport looks for a connection, so it reports events
	started atomic.Bool // it has one, so that bytes may be on their way
}

// traceSend returns a trace and a context that feeds it.
func traceSend(ctx context.Context) (*sendTrace, context.Context) {
	t := &sendTrace{}
	return t, httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			t.asked.Store(true)
			// net/http looks for another connection for a write only if the one
			// before carried nothing of it.
			t.started.Store(false)
		},
		// The events of writing come from another goroutine, possibly after a
		// cancelled request has returned. The last event that is certain to come
		// first is this one.
		GotConn: func(httptrace.GotConnInfo) { t.started.Store(true) },
	})
}

// maySent reports whether the request may have reached the server although it
// ended in err. In doubt it may have.
func (t *sendTrace) maySent(err error) bool {
	if t.asked.Load() {
		return t.started.Load()
	}
	return !neverConnected(err)
}

// neverConnected recognises failures that precede any connection. It serves
// transports that report no trace events.
func neverConnected(err error) bool {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect")
}

// withoutURL takes the wrapper of net/http off an error, whose text quotes the
// URL, and whatever the rest quotes: a malformed answer may repeat credentials.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if _, malformed := errors.AsType[textproto.ProtocolError](err); malformed {
		return unquoted{text: "the answer is malformed", error: err}
	}
	if text := quotation.ReplaceAllString(err.Error(), `"…"`); text != err.Error() {
		return unquoted{text: text, error: err}
	}
	return err
}

// quotation is what a text quotes, to the last quote: some quote without escaping.
var quotation = regexp.MustCompile(`(?s)".*"`)

// unquoted is an error with a text of its own.
type unquoted struct {
	error

	text string
}

// Error returns the text.
func (e unquoted) Error() string { return e.text }

// Unwrap returns the error whose text is not shown.
func (e unquoted) Unwrap() error { return e.error }
