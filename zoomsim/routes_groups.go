package zoomsim

import "net/http"

// groupRoutes are the operations on groups; labels and scopes are those of
// Zoom's OpenAPI document "Users" of 2026-03-10.
func groupRoutes() []route {
	read, write := []string{"group:read:admin", "group:write:admin"}, []string{"group:write:admin"}
	return []route{
		{
			method: http.MethodGet, template: "/groups", label: Medium, serve: (*Sim).listGroups,
			classic: read, granular: []string{"group:read:list_groups:admin"},
		},
		{
			method: http.MethodPost, template: "/groups", label: Light, serve: (*Sim).createGroup,
			classic: write, granular: []string{"group:write:group:admin"},
		},
		{
			method: http.MethodGet, template: "/groups/{groupId}", label: Light, serve: (*Sim).getGroup,
			classic: read, granular: []string{"group:read:group:admin"},
		},
		{
			method: http.MethodPatch, template: "/groups/{groupId}", label: Light, serve: (*Sim).updateGroup,
			classic: write, granular: []string{"group:update:group:admin"},
		},
		{
			method: http.MethodDelete, template: "/groups/{groupId}", label: Light, serve: (*Sim).deleteGroup,
			classic: write, granular: []string{"group:delete:group:admin"},
		},
		{
			method: http.MethodGet, template: "/groups/{groupId}/members", label: Medium, serve: (*Sim).listMembers,
			classic: read, granular: []string{"group:read:list_members:admin"},
		},
		{
			method: http.MethodPost, template: "/groups/{groupId}/members", label: Medium, serve: (*Sim).addMembers,
			classic: write, granular: []string{"group:write:member:admin"},
		},
		{
			method: http.MethodDelete, template: "/groups/{groupId}/members/{memberId}", label: Light, serve: (*Sim).removeMember,
			classic: write, granular: []string{"group:delete:member:admin"},
		},
	}
}
