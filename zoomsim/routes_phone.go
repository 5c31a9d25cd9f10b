package zoomsim

import "net/http"

// phoneRoutes are the operations of Zoom Phone; labels and scopes are those of
// Zoom's OpenAPI document "Phone" of 2026-07-25.
func phoneRoutes() []route {
	read, readAdmin := []string{"phone:read", "phone:read:admin"}, []string{"phone:read:admin"}
	write, writeAdmin := []string{"phone:write", "phone:write:admin"}, []string{"phone:write:admin"}
	both := func(scope string) []string { return []string{scope, scope + ":admin"} }
	admin := func(scope string) []string { return []string{scope + ":admin"} }
	const person = "/phone/users/{userId}"
	routes := []route{
		{method: http.MethodGet, template: "/phone/users", label: Medium, classic: readAdmin, granular: admin("phone:read:list_users"), serve: (*Sim).listPhoneUsers},
		{method: http.MethodPost, template: "/phone/users/batch", label: Medium, classic: writeAdmin, granular: admin("phone:write:batch_users"), serve: (*Sim).addPhoneUsers},
		{method: http.MethodPut, template: "/phone/users/batch", label: Light, classic: writeAdmin, granular: admin("phone:update:batch_users"), serve: (*Sim).updatePhoneUsers},
		{method: http.MethodGet, template: person, label: Light, classic: read, granular: both("phone:read:user"), serve: (*Sim).getPhoneUser},
		{method: http.MethodPatch, template: person, label: Light, classic: write, granular: both("phone:update:user"), serve: (*Sim).updatePhoneUser},
		{method: http.MethodGet, template: person + "/settings", label: Light, classic: read, granular: both("phone:read:user_setting"), serve: (*Sim).getPhoneSettings},
		{method: http.MethodPost, template: person + "/calling_plans", label: Light, classic: write, granular: both("phone:write:calling_plan"), serve: (*Sim).assignPlans},
		{method: http.MethodPut, template: person + "/calling_plans", label: Light, classic: write, granular: both("phone:update:calling_plan"), serve: (*Sim).swapPlan},
		{method: http.MethodDelete, template: person + "/calling_plans/{planType}", label: Light, classic: write, granular: both("phone:delete:users_calling_plan"), serve: (*Sim).removePlan},
		{method: http.MethodPost, template: person + "/phone_numbers", label: Light, classic: write, granular: both("phone:write:user_number"), serve: (*Sim).assignNumbers},
		{method: http.MethodDelete, template: person + "/phone_numbers/{phoneNumberId}", label: Light, classic: write, granular: both("phone:delete:user_number"), serve: (*Sim).unassignNumber},
		{method: http.MethodGet, template: "/phone/sites", label: Medium, classic: readAdmin, granular: admin("phone:read:list_sites"), serve: (*Sim).listSites},
		{method: http.MethodGet, template: "/phone/sites/{siteId}", label: Light, classic: readAdmin, granular: admin("phone:read:site"), serve: (*Sim).getSite},
		{method: http.MethodGet, template: "/phone/numbers", label: Medium, classic: readAdmin, granular: admin("phone:read:list_numbers"), serve: (*Sim).listNumbers},
		{method: http.MethodGet, template: "/phone/numbers/{phoneNumberId}", label: Light, classic: readAdmin, granular: admin("phone:read:numbers"), serve: (*Sim).getNumber},
		{method: http.MethodGet, template: "/phone/calling_plans", label: Medium, classic: readAdmin, granular: admin("phone:read:list_calling_plans"), serve: (*Sim).listCallingPlans},
		{method: http.MethodGet, template: "/phone/plans", label: Medium, classic: readAdmin, granular: admin("phone:read:list_calling_plans"), serve: (*Sim).listPlanPackages},
		{method: http.MethodGet, template: "/phone/reports/operationlogs", label: Heavy, classic: readAdmin, granular: admin("phone:read:operation_logs"), serve: (*Sim).phoneOperationLogs},
	}
	for i := range routes {
		routes[i].product, routes[i].serve = productPhone, phoneOnly(routes[i].serve)
	}
	return routes
}

// numberRoutes are the operations of number management; labels and scopes are
// those of Zoom's OpenAPI document "Number Management" of 2026-07-25. Which
// rate-limit table they count in is not documented; here it is the general one.
func numberRoutes() []route {
	classic := []string{"number_management_numbers:read:admin"}
	return []route{
		{method: http.MethodGet, template: "/number_management/numbers", label: Light, classic: classic, granular: []string{"number_management:read:list_numbers:admin"}, serve: (*Sim).listManagedNumbers},
		{method: http.MethodGet, template: "/number_management/numbers/{phoneNumberId}", label: Light, classic: classic, granular: []string{"number_management:read:numbers:admin"}, serve: (*Sim).getManagedNumber},
		{method: http.MethodGet, template: "/number_management/plan", label: Light, classic: classic, granular: []string{"number_management:read:numbers_plan:admin"}, serve: (*Sim).listManagedPlans},
	}
}
