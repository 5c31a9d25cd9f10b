package zoomapi

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Member names a user to add to a group, as member or as admin, or to a role. The
// id wins if both are given.
type Member struct {
	ID    string `json:"id,omitempty"`
	Email string `json:"email,omitempty"`
}

// addUsers carries out r for at most that many users with each request, who
// are in the body under the key.
func (c *Client) addUsers(ctx context.Context, r request, key string, users []Member, most int) ([]string, error) {
	for i, u := range users {
		if u.ID == "" && u.Email == "" {
			return nil, fmt.Errorf("zoom: %s %s: %s %d: %w", r.method, r.route, key, i, errNoIdentity)
		}
	}
	var added []string
	for chunk := range slices.Chunk(users, most) {
		var answer struct {
			IDs string `json:"ids"`
		}
		r.body = map[string][]Member{key: chunk}
		if err := c.do(ctx, r, &answer, nil); err != nil {
			return added, err
		}
		added = append(added, splitIDs(answer.IDs)...)
	}
	return added, nil
}

// splitIDs splits the comma-joined list of ids of an answer.
func splitIDs(joined string) []string {
	var ids []string
	for id := range strings.SplitSeq(joined, ",") {
		if id = strings.TrimSpace(id); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
