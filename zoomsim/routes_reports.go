package zoomsim

import "net/http"

// reportRoutes are the operations on reports; labels and scopes are those of
// Zoom's OpenAPI document "Meetings" of 2026-03-10.
func reportRoutes() []route {
	return []route{
		{
			method: http.MethodGet, template: "/report/operationlogs", label: Heavy, serve: (*Sim).operationLogs,
			classic: []string{"report:read:admin"}, granular: []string{"report:read:operation_logs:admin"},
		},
		{
			method: http.MethodGet, template: "/report/activities", label: Heavy, serve: (*Sim).activities,
			classic: []string{"report:read:admin"}, granular: []string{"report:read:user_activities:admin"},
		},
	}
}
