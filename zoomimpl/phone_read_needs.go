package zoomimpl

import "github.com/igaplugin/igaplugin/shared"

// phoneUserNeeds are the calls behind the attributes of Zoom Phone.
func phoneUserNeeds() []need {
	read := ops(shared.OperationGet, shared.OperationSearch)
	write := ops(shared.OperationCreate, shared.OperationUpdate)
	return []need{
		{classUser, read, "attributes of Zoom Phone cannot be read", []string{"GET /phone/users/{userId}"}},
		{classUser, ops(shared.OperationSearch), "attributes of Zoom Phone cannot be listed", []string{"GET /phone/users"}},
		{classUser, read, attributeSiteName + " and " + attributeSiteCode + " cannot be read", []string{"GET /phone/sites/{siteId}", "GET /phone/sites"}},
		{classUser, write, "attributes of Zoom Phone cannot be changed", []string{"GET /phone/users/{userId}"}},
		{classUser, ops(shared.OperationUpdate), attributePhoneStatus + " cannot be changed", []string{"PUT /phone/users/batch"}},
		{classUser, write, attributeExtension + " and the site cannot be changed", []string{"PATCH /phone/users/{userId}"}},
		{classUser, write, attributeSiteName + " and " + attributeSiteCode + " cannot be changed", []string{"GET /phone/sites"}},
		{classUser, write, attributePhonePlans + " cannot be changed", []string{
			"GET /phone/calling_plans",
			"POST /phone/users/{userId}/calling_plans", "PUT /phone/users/{userId}/calling_plans", "DELETE /phone/users/{userId}/calling_plans/{planType}",
		}},
		{classUser, write, attributePhoneNumbers + " cannot be changed", []string{
			"POST /phone/users/{userId}/phone_numbers", "DELETE /phone/users/{userId}/phone_numbers/{phoneNumberId}",
		}},
	}
}

// phoneNeeds are the calls behind the classes of Zoom Phone.
func phoneNeeds() []need {
	return []need{
		{classSite, nil, "sites cannot be listed", []string{"GET /phone/sites"}},
		{classSite, ops(shared.OperationGet), "sites cannot be read", []string{"GET /phone/sites/{siteId}"}},
		{classNumber, nil, "numbers cannot be listed", []string{"GET /number_management/numbers" + orElse + "GET /phone/numbers"}},
		{classPlan, nil, "calling plans cannot be listed", []string{"GET /phone/calling_plans"}},
	}
}
