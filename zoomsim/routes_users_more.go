package zoomsim

import (
	"net/http"
	"slices"
)

// userExtraRoutes are further operations on users and groups, from the same
// document as userRoutes. They come before those, because the fixed last
// segment of some is what another takes for an id.
func userExtraRoutes() []route {
	read, write := []string{"user:read", "user:write", "user:read:admin", "user:write:admin"}, []string{"user:write:admin", "user:write"}
	readProfile := slices.Concat(read, []string{"user_profile"})
	groupRead, groupWrite := []string{"group:read:admin", "group:write:admin"}, []string{"group:write:admin"}
	return []route{
		{
			method: http.MethodGet, template: "/users/summary", label: Medium, serve: (*Sim).usersSummary,
			classic: read, granular: []string{"user:read:summary:admin"},
		},
		{
			method: http.MethodGet, template: "/users/email", label: Light, serve: (*Sim).checkEmail,
			classic: read, granular: []string{"user:read:email", "user:read:email:admin"},
		},
		{
			method: http.MethodPost, template: "/users/features", label: Medium, serve: (*Sim).bulkFeatures,
			classic: write, granular: []string{"user:write:feature:admin"},
		},
		{
			method: http.MethodGet, template: "/users/{userId}/token", label: Light, serve: (*Sim).userToken,
			classic: readProfile, granular: []string{"user:read:token", "user:read:token:admin"},
		},
		{
			method: http.MethodPatch, template: "/users/{userId}/settings", label: Medium, serve: (*Sim).updateSettings,
			classic: write, granular: []string{"user:update:settings", "user:update:settings:admin"},
		},
		{
			method: http.MethodGet, template: "/users/{userId}/permissions", label: Light, serve: (*Sim).userPermissions,
			classic: readProfile, granular: []string{"user:read:list_permissions", "user:read:list_permissions:admin"},
		},
		{
			method: http.MethodPatch, template: "/groups/{groupId}/members/{memberId}", label: Medium, serve: (*Sim).updateMember,
			classic: groupWrite, granular: []string{"group:update:member:admin"},
		},
		{
			method: http.MethodGet, template: "/groups/{groupId}/admins", label: Medium, serve: (*Sim).listGroupAdmins,
			classic: groupRead, granular: []string{"group:read:administrator:admin"},
		},
		{
			method: http.MethodPost, template: "/groups/{groupId}/admins", label: Medium, serve: (*Sim).addGroupAdmins,
			classic: groupWrite, granular: []string{"group:write:administrator:admin"},
		},
		{
			method: http.MethodDelete, template: "/groups/{groupId}/admins/{userId}", label: Light, serve: (*Sim).removeGroupAdmin,
			classic: groupWrite, granular: []string{"group:delete:administrator:admin"},
		},
	}
}
