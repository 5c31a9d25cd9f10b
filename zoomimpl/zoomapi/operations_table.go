package zoomapi

import "net/http"

// userOperations are those of /users.
func userOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Route: "/users", Label: LabelMedium, Scopes: []string{"user:read:list_users:admin", "user:read:admin", "user:write:admin"}},
		{Method: http.MethodPost, Route: "/users", Label: LabelLight, Scopes: []string{"user:write:user:admin", "user:write:admin"}},
		{Method: http.MethodGet, Route: "/users/{userId}", Label: LabelLight, Scopes: []string{"user:read:user:admin", "user:read:admin", "user:write:admin"}},
		{Method: http.MethodPatch, Route: "/users/{userId}", Label: LabelLight, Scopes: []string{"user:update:user:admin", "user:write:admin"}},
		{Method: http.MethodDelete, Route: "/users/{userId}", Label: LabelLight, Scopes: []string{"user:delete:user:admin", "user:write:admin"}},
		{Method: http.MethodPut, Route: "/users/{userId}/status", Label: LabelLight, Scopes: []string{"user:update:status:admin", "user:write:admin"}},
		{Method: http.MethodPut, Route: "/users/{userId}/email", Label: LabelLight, Scopes: []string{"user:update:email:admin", "user:write:admin"}},
		{Method: http.MethodPut, Route: "/users/{userId}/password", Label: LabelMedium, Scopes: []string{"user:update:password:admin", "user:write:admin"}},
		{Method: http.MethodGet, Route: "/users/{userId}/token", Label: LabelLight, Scopes: []string{"user:read:token:admin", "user:read:admin", "user:write:admin"}},
		{Method: http.MethodDelete, Route: "/users/{userId}/token", Label: LabelLight, Scopes: []string{"user:delete:token:admin", "user:write:admin"}},
		{Method: http.MethodGet, Route: "/users/{userId}/settings", Label: LabelMedium, Scopes: []string{"user:read:settings:admin", "user:read:admin", "user:write:admin"}},
		{Method: http.MethodPatch, Route: "/users/{userId}/settings", Label: LabelMedium, Scopes: []string{"user:update:settings:admin", "user:write:admin"}},
		{Method: http.MethodGet, Route: "/users/{userId}/permissions", Label: LabelLight, Scopes: []string{"user:read:list_permissions:admin", "user:read:admin", "user:write:admin"}},
		{Method: http.MethodGet, Route: "/users/email", Label: LabelLight, Scopes: []string{"user:read:email:admin", "user:read:admin", "user:write:admin"}},
		{Method: http.MethodGet, Route: "/users/summary", Label: LabelMedium, Scopes: []string{"user:read:summary:admin", "user:read:admin", "user:write:admin"}},
		{Method: http.MethodPost, Route: "/users/features", Label: LabelMedium, Scopes: []string{"user:write:feature:admin", "user:write:admin"}},
	}
}

// groupOperations are those of /groups.
func groupOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Route: "/groups", Label: LabelMedium, Scopes: []string{"group:read:list_groups:admin", "group:read:admin", "group:write:admin"}},
		{Method: http.MethodPost, Route: "/groups", Label: LabelLight, Scopes: []string{"group:write:group:admin", "group:write:admin"}},
		{Method: http.MethodGet, Route: "/groups/{groupId}", Label: LabelLight, Scopes: []string{"group:read:group:admin", "group:read:admin", "group:write:admin"}},
		{Method: http.MethodPatch, Route: "/groups/{groupId}", Label: LabelLight, Scopes: []string{"group:update:group:admin", "group:write:admin"}},
		{Method: http.MethodDelete, Route: "/groups/{groupId}", Label: LabelLight, Scopes: []string{"group:delete:group:admin", "group:write:admin"}},
		{Method: http.MethodGet, Route: "/groups/{groupId}/members", Label: LabelMedium, Scopes: []string{"group:read:list_members:admin", "group:read:admin", "group:write:admin"}},
		{Method: http.MethodPost, Route: "/groups/{groupId}/members", Label: LabelMedium, Scopes: []string{"group:write:member:admin", "group:write:admin"}},
		{Method: http.MethodPatch, Route: "/groups/{groupId}/members/{memberId}", Label: LabelMedium, Scopes: []string{"group:update:member:admin", "group:write:admin"}},
		{Method: http.MethodDelete, Route: "/groups/{groupId}/members/{memberId}", Label: LabelLight, Scopes: []string{"group:delete:member:admin", "group:write:admin"}},
		{Method: http.MethodGet, Route: "/groups/{groupId}/admins", Label: LabelMedium, Scopes: []string{"group:read:administrator:admin", "group:read:admin", "group:write:admin"}},
		{Method: http.MethodPost, Route: "/groups/{groupId}/admins", Label: LabelMedium, Scopes: []string{"group:write:administrator:admin", "group:write:admin"}},
		{Method: http.MethodDelete, Route: "/groups/{groupId}/admins/{userId}", Label: LabelLight, Scopes: []string{"group:delete:administrator:admin", "group:write:admin"}},
	}
}

// roleOperations are those of /roles.
func roleOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Route: "/roles", Label: LabelMedium, Scopes: []string{"role:read:list_roles:admin", "role:read:admin", "role:write:admin"}},
		{Method: http.MethodPost, Route: "/roles", Label: LabelLight, Scopes: []string{"role:write:role:admin", "role:write:admin"}},
		{Method: http.MethodGet, Route: "/roles/{roleId}", Label: LabelLight, Scopes: []string{"role:read:role:admin", "role:read:admin", "role:write:admin"}},
		{Method: http.MethodPatch, Route: "/roles/{roleId}", Label: LabelLight, Scopes: []string{"role:update:role:admin", "role:write:admin"}},
		{Method: http.MethodDelete, Route: "/roles/{roleId}", Label: LabelLight, Scopes: []string{"role:delete:role:admin", "role:write:admin"}},
		{Method: http.MethodGet, Route: "/roles/{roleId}/members", Label: LabelMedium, Scopes: []string{"role:read:list_members:admin", "role:read:admin", "role:write:admin"}},
		{Method: http.MethodPost, Route: "/roles/{roleId}/members", Label: LabelMedium, Scopes: []string{"role:write:member:admin", "role:write:admin"}},
		{Method: http.MethodDelete, Route: "/roles/{roleId}/members/{memberId}", Label: LabelLight, Scopes: []string{"role:delete:member:admin", "role:write:admin"}},
	}
}

// phoneOperations are those of /phone.
func phoneOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Route: "/phone/users", Label: LabelMedium, Phone: true, Scopes: []string{"phone:read:list_users:admin", "phone:read:admin"}},
		{Method: http.MethodPost, Route: "/phone/users/batch", Label: LabelMedium, Phone: true, Scopes: []string{"phone:write:batch_users:admin", "phone:write:admin"}},
		{Method: http.MethodPut, Route: "/phone/users/batch", Label: LabelLight, Phone: true, Scopes: []string{"phone:update:batch_users:admin", "phone:write:admin"}},
		{Method: http.MethodGet, Route: "/phone/users/{userId}", Label: LabelLight, Phone: true, Scopes: []string{"phone:read:user:admin", "phone:read:admin"}},
		{Method: http.MethodPatch, Route: "/phone/users/{userId}", Label: LabelLight, Phone: true, Scopes: []string{"phone:update:user:admin", "phone:write:admin"}},
		{Method: http.MethodPut, Route: "/phone/users/{userId}/calling_plans", Label: LabelLight, Phone: true, Scopes: []string{"phone:update:calling_plan:admin", "phone:write:admin"}},
		{Method: http.MethodPost, Route: "/phone/users/{userId}/calling_plans", Label: LabelLight, Phone: true, Scopes: []string{"phone:write:calling_plan:admin", "phone:write:admin"}},
		{Method: http.MethodDelete, Route: "/phone/users/{userId}/calling_plans/{planType}", Label: LabelLight, Phone: true, Scopes: []string{"phone:delete:users_calling_plan:admin", "phone:write:admin"}},
		{Method: http.MethodPost, Route: "/phone/users/{userId}/phone_numbers", Label: LabelLight, Phone: true, Scopes: []string{"phone:write:user_number:admin", "phone:write:admin"}},
		{Method: http.MethodDelete, Route: "/phone/users/{userId}/phone_numbers/{phoneNumberId}", Label: LabelLight, Phone: true, Scopes: []string{"phone:delete:user_number:admin", "phone:write:admin"}},
		{Method: http.MethodGet, Route: "/phone/users/{userId}/settings", Label: LabelLight, Phone: true, Scopes: []string{"phone:read:user_setting:admin", "phone:read:admin"}},
		{Method: http.MethodGet, Route: "/phone/sites", Label: LabelMedium, Phone: true, Scopes: []string{"phone:read:list_sites:admin", "phone:read:admin"}},
		{Method: http.MethodGet, Route: "/phone/sites/{siteId}", Label: LabelLight, Phone: true, Scopes: []string{"phone:read:site:admin", "phone:read:admin"}},
		{Method: http.MethodGet, Route: "/phone/numbers", Label: LabelMedium, Phone: true, Scopes: []string{"phone:read:list_numbers:admin", "phone:read:admin"}},
		{Method: http.MethodGet, Route: "/phone/numbers/{phoneNumberId}", Label: LabelLight, Phone: true, Scopes: []string{"phone:read:numbers:admin", "phone:read:admin"}},
		{Method: http.MethodGet, Route: "/phone/calling_plans", Label: LabelMedium, Phone: true, Scopes: []string{"phone:read:list_calling_plans:admin", "phone:read:admin"}},
		{Method: http.MethodGet, Route: "/phone/plans", Label: LabelMedium, Phone: true, Scopes: []string{"phone:read:list_calling_plans:admin", "phone:read:admin"}},
		{Method: http.MethodGet, Route: "/phone/reports/operationlogs", Label: LabelHeavy, Phone: true, Scopes: []string{"phone:read:operation_logs:admin", "phone:read:admin"}},
	}
}

// numberOperations are those of /number_management.
func numberOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Route: "/number_management/numbers", Label: LabelLight, Phone: true, Scopes: []string{"number_management:read:list_numbers:admin", "number_management_numbers:read:admin"}},
		{Method: http.MethodGet, Route: "/number_management/numbers/{phoneNumberId}", Label: LabelLight, Phone: true, Scopes: []string{"number_management:read:numbers:admin", "number_management_numbers:read:admin"}},
		{Method: http.MethodGet, Route: "/number_management/plan", Label: LabelLight, Phone: true, Scopes: []string{"number_management:read:numbers_plan:admin", "number_management_numbers:read:admin"}},
	}
}
