package adapter

import (
	"context"
	"iter"
)

// stream is a search or a sync after it was accepted. Its context lives until
// it is closed, or the connection is.
type stream struct {
	c   *connection
	op  string
	ctx *callContext
}

// open starts a search or a sync. The stream must be closed.
func open[T any](ctx context.Context, c *connection, op string, start func(context.Context) (T, error)) (s *stream, out T, err error) {
	if err := c.life.begin(); err != nil {
		return nil, out, err
	}
	defer c.life.calls.Done()
	joined := c.life.join(ctx)
	out, err = protect(joined, c.logger, c.hide, op, func() (T, error) { return start(joined) })
	if err != nil {
		err = explain(joined, err)
		joined.release()
		return nil, out, err
	}
	return &stream{c: c, op: op, ctx: joined}, out, nil
}

// quietly runs what has no error to return; a panic of the connector there is
// logged.
func (s *stream) quietly(do func()) {
	defer func() {
		if r := recover(); r != nil {
			_ = panicError(s.c.logger, s.c.hide, s.op, r)
		}
	}()
	do()
}

func (s *stream) close(inner func()) {
	s.quietly(inner)
	s.ctx.release()
}

// rowsOf passes rows on. The first error ends them and becomes one of the
// catalogue; a done context ends them with its error; a panic of the producer
// becomes ErrInternal, whereas one of the consumer is left alone.
func rowsOf[T any](s *stream, seq iter.Seq2[*T, error]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		if err := s.c.life.begin(); err != nil {
			yield(nil, err)
			return
		}
		defer s.c.life.calls.Done()
		p := &passer[T]{stream: s, yield: yield}
		defer func() {
			// recover is not called while the consumer is at work: that panic is
			// the consumer's own.
			if p.inConsumer {
				return
			}
			if r := recover(); r != nil {
				p.pass(nil, panicError(s.c.logger, s.c.hide, s.op, r))
			}
		}()
		for row, err := range seq {
			if err == nil {
				err = s.ctx.Err()
			}
			if err == nil && row == nil {
				err = defect("it yielded neither a row nor an error")
			}
			if err != nil {
				p.fail(err)
				return
			}
			if !p.pass(row, nil) {
				return
			}
		}
		// A connector that stops quietly when its context ends must not look
		// complete.
		if err := s.ctx.Err(); err != nil {
			p.fail(err)
		}
	}
}

// passer hands rows to a consumer and knows whose turn it is.
type passer[T any] struct {
	stream     *stream
	yield      func(*T, error) bool
	inConsumer bool
	stopped    bool
}

func (p *passer[T]) pass(row *T, err error) bool {
	if p.stopped {
		return false
	}
	p.inConsumer = true
	more := p.yield(row, err)
	p.inConsumer = false
	p.stopped = !more
	return more
}

func (p *passer[T]) fail(err error) {
	err = explain(p.stream.ctx, catalogued(p.stream.c.hide, err))
	if p.pass(nil, err) {
		p.stopped = true
	}
}
