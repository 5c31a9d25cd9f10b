package zoomimpl

import (
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// need is what a part of an object class needs from Zoom.
type need struct {
	class string
	// operations are those of the class that do not work without it, or only in
	// part.
	operations []shared.Operation
	// what says what cannot be done without it.
	what string
	// calls are the operations of Zoom, all of which are needed; one may name
	// alternatives, separated by orElse.
	calls []string
}

// orElse separates operations of which one is enough.
const orElse = " or "

// needs are the calls behind the classes, as configured.
func (c config) needs() []need {
	return slices.Concat(c.userNeeds(), phoneUserNeeds(), c.groupNeeds(), roleNeeds(), phoneNeeds())
}

func ops(all ...shared.Operation) []shared.Operation { return all }

func (c config) userNeeds() []need {
	list := []need{
		{classUser, nil, "users cannot be read", []string{"GET /users/{userId}"}},
		{classUser, ops(shared.OperationSearch), "users cannot be listed", []string{"GET /users"}},
		{classUser, ops(shared.OperationCreate), "users cannot be created", []string{"POST /users"}},
		{classUser, ops(shared.OperationCreate, shared.OperationUpdate), "profile and licences cannot be changed", []string{"PATCH /users/{userId}"}},
		{classUser, ops(shared.OperationUpdate), "enabled cannot be changed", []string{endpointStatus}},
		{classUser, ops(shared.OperationUpdate), "email cannot be changed", []string{"PUT /users/{userId}/email"}},
		{classUser, ops(shared.OperationUpdate), "password cannot be changed", []string{"PUT /users/{userId}/password"}},
		{classUser, ops(shared.OperationCreate, shared.OperationUpdate), "group_ids cannot be changed", []string{endpointAddMembers, endpointRemoveMember}},
		{classUser, ops(shared.OperationUpdate), "role_id cannot be changed", []string{endpointAddRoleMembers, endpointRemoveRoleMember}},
	}
	removal := need{classUser, ops(shared.OperationDelete), "pending users cannot be deleted", []string{"DELETE /users/{userId}"}}
	if !c.deactivate {
		removal.what = "users cannot be deleted"
	}
	list = append(list, removal)
	if c.deactivate {
		list = append(list, need{classUser, ops(shared.OperationDelete), "users cannot be deactivated", []string{endpointStatus}})
	}
	if c.immediateLogout {
		list = append(list, need{classUser, ops(shared.OperationUpdate, shared.OperationDelete), "deactivated users cannot be logged out", []string{"DELETE /users/{userId}/token"}})
	}
	return list
}

func (c config) groupNeeds() []need {
	list := []need{
		{classGroup, ops(shared.OperationGet), "groups cannot be read", []string{"GET /groups/{groupId}"}},
		{classGroup, ops(shared.OperationSearch, shared.OperationCreate), "groups cannot be listed", []string{"GET /groups"}},
		{classGroup, ops(shared.OperationCreate), "groups cannot be created", []string{"POST /groups"}},
		{classGroup, ops(shared.OperationUpdate), "groups cannot be renamed", []string{"PATCH /groups/{groupId}"}},
		{classGroup, ops(shared.OperationGet, shared.OperationSearch), "members cannot be read", []string{"GET /groups/{groupId}/members"}},
		{classGroup, ops(shared.OperationCreate, shared.OperationUpdate), "members cannot be changed", []string{endpointAddMembers, endpointRemoveMember}},
		{classGroup, ops(shared.OperationGet, shared.OperationSearch), "admins cannot be read", []string{"GET /groups/{groupId}/admins"}},
		{classGroup, ops(shared.OperationCreate, shared.OperationUpdate), "admins cannot be changed", []string{"POST /groups/{groupId}/admins", "DELETE /groups/{groupId}/admins/{userId}"}},
	}
	if c.entitlementDelete {
		list = append(list, need{classGroup, ops(shared.OperationDelete), "groups cannot be deleted", []string{"DELETE /groups/{groupId}"}})
	}
	return list
}

func roleNeeds() []need {
	return []need{
		{classRole, nil, "roles cannot be listed", []string{"GET /roles"}},
		{classRole, ops(shared.OperationGet, shared.OperationSearch), "privileges cannot be read", []string{"GET /roles/{roleId}"}},
		{classRole, ops(shared.OperationGet, shared.OperationSearch), "members cannot be read", []string{"GET /roles/{roleId}/members"}},
	}
}

// scopeProblems say which parts of a class the granted scopes do not cover.
func scopeProblems(needs []need, class string, granted []string) []shared.Problem {
	scopes := map[string][]string{}
	for _, op := range zoomapi.Operations() {
		scopes[op.Method+" "+op.Route] = op.Scopes
	}
	var problems []shared.Problem
	for _, n := range needs {
		if n.class != class {
			continue
		}
		var missing []string
		for _, call := range n.calls {
			var anyOf []string
			for alternative := range strings.SplitSeq(call, orElse) {
				anyOf = append(anyOf, scopes[alternative]...)
			}
			covered := slices.ContainsFunc(anyOf, func(s string) bool { return slices.Contains(granted, s) })
			if len(anyOf) > 0 && !covered && !slices.Contains(missing, anyOf[0]) {
				missing = append(missing, anyOf[0])
			}
		}
		if len(missing) > 0 {
			problems = append(problems, shared.Problem{
				Error: &shared.Error{
					Kind: shared.ErrPermissionDenied, Class: class,
					Message: n.what + ": the app lacks " + plural(len(missing), "the scope ", "the scopes ") + strings.Join(missing, ", "),
				},
				Operations: n.operations, Missing: missing,
			})
		}
	}
	return problems
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
