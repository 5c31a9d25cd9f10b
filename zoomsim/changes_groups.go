package zoomsim

// The functions of this file tell the webhook what has happened to groups. The
// operation log has no category for them. Their callers hold the lock.

type groupObject struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// One of the lists is there when the event is about people.
	Members []groupPerson `json:"members,omitempty"`
	Admins  []groupPerson `json:"admins,omitempty"`
}

type groupPerson struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

func groupPeople(users []*user) []groupPerson {
	people := make([]groupPerson, len(users))
	for i, u := range users {
		people[i] = groupPerson{u.id.String(), u.email}
	}
	return people
}

// groupMade tells about a creation or deletion, by the last word of the event.
func (s *Sim) groupMade(what string, g *group) {
	s.emit("group."+what, g.id, func(p *eventPayload) { p.Object = groupObject{ID: g.id.String(), Name: g.name} })
}

// groupRenamed tells about a new name.
func (s *Sim) groupRenamed(g *group, old string) {
	s.emit("group.updated", g.id, func(p *eventPayload) {
		p.Object = groupObject{ID: g.id.String(), Name: g.name}
		p.OldObject = groupObject{ID: g.id.String(), Name: old}
		p.TimeStamp = s.now().UnixMilli()
	})
}

// groupMembers tells who joined or left, by the last word of the event.
func (s *Sim) groupMembers(what string, g *group, users ...*user) {
	if len(users) == 0 {
		return
	}
	s.emit("group."+what, g.id, func(p *eventPayload) {
		p.Object = groupObject{ID: g.id.String(), Name: g.name, Members: groupPeople(users)}
		p.TimeStamp = s.now().UnixMilli()
	})
}

// groupAdmins tells who became or ceased to be an admin of the group.
func (s *Sim) groupAdmins(what string, g *group, users ...*user) {
	if len(users) == 0 {
		return
	}
	s.emit("group."+what, g.id, func(p *eventPayload) {
		p.Object = groupObject{ID: g.id.String(), Name: g.name, Admins: groupPeople(users)}
		p.TimeStamp = s.now().UnixMilli()
	})
}
