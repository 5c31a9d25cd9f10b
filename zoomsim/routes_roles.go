package zoomsim

import "net/http"

// roleRoutes are the operations on roles; labels and scopes are those of
// Zoom's OpenAPI document "Accounts" of 2026-03-10.
func roleRoutes() []route {
	read, write := []string{"role:read:admin", "role:write:admin"}, []string{"role:write:admin"}
	return []route{
		{
			method: http.MethodGet, template: "/roles", label: Medium, serve: (*Sim).listRoles,
			classic: read, granular: []string{"role:read:list_roles", "role:read:list_roles:admin"},
		},
		{
			method: http.MethodPost, template: "/roles", label: Light, serve: (*Sim).createRole,
			classic: write, granular: []string{"role:write:role", "role:write:role:admin"},
		},
		{
			method: http.MethodGet, template: "/roles/{roleId}", label: Light, serve: (*Sim).getRole,
			classic: read, granular: []string{"role:read:role", "role:read:role:admin"},
		},
		{
			method: http.MethodPatch, template: "/roles/{roleId}", label: Light, serve: (*Sim).updateRole,
			classic: write, granular: []string{"role:update:role", "role:update:role:admin"},
		},
		{
			method: http.MethodDelete, template: "/roles/{roleId}", label: Light, serve: (*Sim).deleteRole,
			classic: write, granular: []string{"role:delete:role", "role:delete:role:admin"},
		},
		{
			method: http.MethodGet, template: "/roles/{roleId}/members", label: Medium, serve: (*Sim).listRoleMembers,
			classic: read, granular: []string{"role:read:list_members", "role:read:list_members:admin"},
		},
		{
			method: http.MethodPost, template: "/roles/{roleId}/members", label: Medium, serve: (*Sim).addRoleMembers,
			classic: write, granular: []string{"role:write:member", "role:write:member:admin"},
		},
		{
			method: http.MethodDelete, template: "/roles/{roleId}/members/{memberId}", label: Light, serve: (*Sim).removeRoleMember,
			classic: write, granular: []string{"role:delete:member", "role:delete:member:admin"},
		},
	}
}
