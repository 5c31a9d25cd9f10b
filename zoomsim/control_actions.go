package zoomsim

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// maxControlBody is the largest body the control side reads, in bytes.
const maxControlBody = 4 << 20

// readControl reads a JSON body strictly; optional allows none. When it is
// false the request has been answered.
func readControl(w http.ResponseWriter, r *http.Request, target any, optional bool) bool {
	text, ok := controlBody(w, r)
	if !ok {
		return false
	}
	if len(text) == 0 && optional {
		return true
	}
	if err := decodeStrictly(text, target); err != nil {
		writeControl(w, http.StatusBadRequest, controlError{"the body is not what this operation takes: " + err.Error()})
		return false
	}
	return true
}

func controlBody(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxControlBody))
	if err == nil {
		return text, true
	}
	status := http.StatusBadRequest
	if tooLarge := (&http.MaxBytesError{}); errors.As(err, &tooLarge) {
		status = http.StatusRequestEntityTooLarge
	}
	writeControl(w, status, controlError{"the body cannot be read: " + err.Error()})
	return nil, false
}

// activatedUser names a user whose invitation has been accepted.
type activatedUser struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

// postActivate accepts the invitation of a pending user, and gives the id that
// lists show from now on.
func (c *control) postActivate(w http.ResponseWriter, r *http.Request) {
	user := r.PathValue("user")
	switch err := c.sim.ActivateUser(user); {
	case err == nil:
		if activated, found := c.sim.activated(user); found {
			writeControl(w, http.StatusOK, activated)
			return
		}
		writeControl(w, http.StatusNotFound, controlError{"the user has been deleted meanwhile"})
	case errors.Is(err, ErrNoSuchUser):
		writeControl(w, http.StatusNotFound, controlError{err.Error()})
	default:
		writeControl(w, http.StatusConflict, controlError{err.Error()})
	}
}

func (s *Sim) activated(idOrEmail string) (activatedUser, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u := s.tenant.user(idOrEmail)
	if u == nil {
		return activatedUser{}, false
	}
	return activatedUser{u.id.String(), u.email}, true
}

func (c *control) postRevoke(w http.ResponseWriter, _ *http.Request) {
	c.sim.RevokeTokens()
	w.WriteHeader(http.StatusNoContent)
}

// clockAnswer is the time by the simulator's clock.
type clockAnswer struct {
	Now time.Time `json:"now"`
}

func (c *control) getClock(w http.ResponseWriter, _ *http.Request) {
	writeControl(w, http.StatusOK, clockAnswer{c.sim.now()})
}

// postClock moves the clock ahead: {"advance": "15m"}.
func (c *control) postClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Advance *Duration `json:"advance"`
	}
	if !readControl(w, r, &body, false) {
		return
	}
	if body.Advance == nil {
		writeControl(w, http.StatusBadRequest, controlError{`"advance" is missing, for instance "15m"`})
		return
	}
	if err := c.sim.Clock().Advance(time.Duration(*body.Advance)); err != nil {
		writeControl(w, http.StatusBadRequest, controlError{err.Error()})
		return
	}
	c.getClock(w, r)
}

// faultsAnswer is what the faults have done.
type faultsAnswer struct {
	Faults []FaultStatus `json:"faults"`
	// Unmet says which faults fired less than they must; empty when none.
	Unmet string `json:"unmet,omitempty"`
}

func (c *control) getFaults(w http.ResponseWriter, _ *http.Request) {
	c.writeFaults(w, http.StatusOK)
}

func (c *control) writeFaults(w http.ResponseWriter, status int) {
	answer := faultsAnswer{Faults: c.sim.FaultReport()}
	if err := c.sim.CheckFaults(); err != nil {
		answer.Unmet = err.Error()
	}
	writeControl(w, status, answer)
}

// postFaults adds faults: a JSON array.
func (c *control) postFaults(w http.ResponseWriter, r *http.Request) {
	text, ok := controlBody(w, r)
	if !ok {
		return
	}
	faults, err := ParseFaults(text)
	if err == nil {
		err = c.sim.AddFaults(faults)
	}
	if err != nil {
		writeControl(w, http.StatusBadRequest, controlError{err.Error()})
		return
	}
	c.writeFaults(w, http.StatusCreated)
}

func (c *control) deleteFaults(w http.ResponseWriter, _ *http.Request) {
	c.sim.ClearFaults()
	w.WriteHeader(http.StatusNoContent)
}
