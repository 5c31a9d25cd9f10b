package zoomsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

type userData struct {
	User   uiUser
	Fields []uiField
	Groups []groupView
	Phone  *uiPhone // nil for none
}

// uiField is a field of an object as the API shows it.
type uiField struct{ Name, Value string }

func (u *ui) user(w http.ResponseWriter, r *http.Request) {
	s := u.sim
	s.settlePhones()
	s.mu.RLock()
	found := s.tenant.user(r.PathValue("id"))
	if found == nil {
		s.mu.RUnlock()
		u.message(w, r, http.StatusNotFound, "There is no such user.")
		return
	}
	d := userData{User: newUIUser(s.tenant, found), Phone: newUIPhone(found)}
	var view any = s.userView(found)
	if found.status == pending {
		view = s.pendingView(found)
	}
	for _, g := range found.groups {
		d.Groups = append(d.Groups, g.view())
	}
	s.mu.RUnlock()
	var err error
	if d.Fields, err = fieldsOf(view); err != nil {
		u.message(w, r, http.StatusInternalServerError, err.Error())
		return
	}
	u.show(w, r, "user", uiPage{Title: d.User.Email, Nav: "users", Data: d})
}

// fieldsOf gives the fields of a struct in the order of its JSON form.
func fieldsOf(view any) ([]uiField, error) {
	text, err := json.Marshal(view)
	if err != nil {
		return nil, fmt.Errorf("show an object: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("show an object: %w", err)
	}
	var fields []uiField
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, fmt.Errorf("show an object: %w", err)
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return nil, fmt.Errorf("show an object: %w", err)
		}
		fields = append(fields, uiField{fmt.Sprint(name), plainJSON(raw)})
	}
	return fields, nil
}

// plainJSON shows a JSON string without its quotes and everything else as is.
func plainJSON(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}
