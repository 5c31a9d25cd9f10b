package zoomsim

import "net/http"

// userRoutes are the operations on users; labels and scopes are those of
// Zoom's OpenAPI document "Users" of 2026-03-10.
func userRoutes() []route {
	write := []string{"user:write:admin", "user:write"}
	return []route{
		{
			method: http.MethodGet, template: "/users", label: Medium, serve: (*Sim).listUsers,
			classic:  []string{"user:read", "user:write", "user:read:admin", "user:write:admin"},
			granular: []string{"user:read:list_users:admin"},
		},
		{
			method: http.MethodPost, template: "/users", label: Light, serve: (*Sim).createUser,
			classic: write, granular: []string{"user:write:user:admin"},
		},
		{
			method: http.MethodGet, template: "/users/{userId}", label: Light, serve: (*Sim).getUser,
			classic:  []string{"user:read", "user:write", "user:read:admin", "user:write:admin", "user_profile", "user_info:read"},
			granular: []string{"user:read:user", "user:read:user:admin"},
		},
		{
			method: http.MethodPatch, template: "/users/{userId}", label: Light, serve: (*Sim).updateUser,
			classic: write, granular: []string{"user:update:user", "user:update:user:admin"},
		},
		{
			method: http.MethodDelete, template: "/users/{userId}", label: Light, serve: (*Sim).deleteUser,
			classic: write, granular: []string{"user:delete:user", "user:delete:user:admin"},
		},
		{
			method: http.MethodPut, template: "/users/{userId}/status", label: Light, serve: (*Sim).setUserStatus,
			classic: write, granular: []string{"user:update:status", "user:update:status:admin"},
		},
		{
			method: http.MethodPut, template: "/users/{userId}/email", label: Light, serve: (*Sim).changeEmail,
			classic: write, granular: []string{"user:update:email", "user:update:email:admin"},
		},
		{
			method: http.MethodPut, template: "/users/{userId}/password", label: Medium, serve: (*Sim).changePassword,
			classic: write, granular: []string{"user:update:password", "user:update:password:admin"},
		},
		{
			method: http.MethodDelete, template: "/users/{userId}/token", label: Light, serve: (*Sim).revokeSessions,
			classic: write, granular: []string{"user:delete:token", "user:delete:token:admin"},
		},
		{
			method: http.MethodGet, template: "/users/{userId}/settings", label: Medium, serve: (*Sim).getUserSettings,
			classic:  []string{"user:read", "user:write", "user:read:admin", "user:write:admin"},
			granular: []string{"user:read:settings", "user:read:settings:admin"},
		},
	}
}
