package zoomimpl

import (
	"context"
	"slices"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

func numberClass() *shared.ObjectClass {
	return &shared.ObjectClass{
		Name: classNumber,
		Description: "A Zoom Phone number of the account, read only: what the attribute " + attributePhoneNumbers + " of a user can hold. " +
			"It comes from Zoom's number management or, where that is refused, from the older list, which Zoom has announced to switch off in December 2026.",
		UIDAttribute: "id", NameAttribute: "number",
		Attributes: []*shared.AttributeInfo{
			exactCase(phoneAttribute("id", shared.TypeString, "Id given by Zoom.")),
			phoneAttribute("number", shared.TypeString, "The number in E.164, such as +14232058798."),
			phoneAttribute("display_name", shared.TypeString, "Name given to the number."),
			phoneAttribute("status", shared.TypeString, "Normal, or Pending while the number is being ported: it cannot be assigned until then."),
			phoneAttribute("number_type", shared.TypeString, "Toll, TollFree and others."),
			several(phoneAttribute("capability", shared.TypeString, "Incoming, Outgoing.")),
			phoneAttribute("source", shared.TypeString, "Where the number is from: Zoom, BYOCCloud, BYOCPremises and others; in the older list internal or external."),
			refersTo(classSite, phoneAttribute("site", shared.TypeReference, "Site of the number, or of who has it.")),
			phoneAttribute("assigned", shared.TypeBool, "Whether anybody or anything has the number."),
			several(refersTo(classUser, phoneAttribute("assignee", shared.TypeReference, "The user who has the number; the name is the display name. Other holders show in assignee_type and assignee_name."))),
			several(phoneAttribute("assignee_type", shared.TypeString, "What has the number: User, AutoReceptionist, CallQueue, CommonArea and others.")),
			several(phoneAttribute("assignee_name", shared.TypeString, "Name of who or what has the number.")),
			several(phoneAttribute("extension_number", shared.TypeString, "Extension of who or what has the number.")),
		},
		Operations: readOnlyOperations(),
	}
}

// numbersClass reads numbers.
func (c *connection) numbersClass() *phoneClass[*zoomapi.ManagedNumber] {
	return &phoneClass[*zoomapi.ManagedNumber]{
		class: c.model.number, call: "GET /number_management/numbers", page: c.numberPage,
		uid:  func(n *zoomapi.ManagedNumber) string { return n.ID },
		name: func(n *zoomapi.ManagedNumber) string { return canonicalNumber(n.Number) },
		same: zoomapi.SameNumber,
		object: func(_ context.Context, n *zoomapi.ManagedNumber, names []string) (*shared.Object, error) {
			return numberObject(n, names), nil
		},
	}
}

func numberObject(n *zoomapi.ManagedNumber, names []string) *shared.Object {
	number := canonicalNumber(n.Number)
	b := shared.NewObject(classNumber, n.ID, number).Grow(len(names))
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		switch name {
		case "id":
			b.SetString(name, n.ID)
		case "number":
			b.Set(name, optionalText(number)...)
		case "display_name":
			b.Set(name, optionalText(n.DisplayName)...)
		case "status":
			b.Set(name, optionalText(n.Status)...)
		case "number_type":
			b.Set(name, optionalText(n.NumberType)...)
		case "capability":
			b.Set(name, stringValues(n.Capability...)...)
		case "source":
			b.Set(name, optionalText(n.Source)...)
		case "site":
			b.Set(name, numberSite(n)...)
		default:
			b.Set(name, holderValues(n, name)...)
		}
	}
	return b.Build()
}

func numberSite(n *zoomapi.ManagedNumber) []shared.Value {
	if n.Site == nil || n.Site.SiteID == "" {
		return nil
	}
	return []shared.Value{shared.ReferenceValue(shared.Reference{Class: classSite, UID: n.Site.SiteID, Name: n.Site.Name})}
}

// holders are who has a number. Of one that nobody has Zoom may show a holder
// without id and of no type.
func holders(n *zoomapi.ManagedNumber) []zoomapi.NumberHolder {
	return slices.DeleteFunc(slices.Clone(n.AssignedList), func(h zoomapi.NumberHolder) bool {
		return h.ID == "" && (h.Type == "" || h.Type == zoomapi.HolderNone)
	})
}

// holderValues are the values of the attributes about who has a number.
func holderValues(n *zoomapi.ManagedNumber, attribute string) []shared.Value {
	all := holders(n)
	if attribute == "assigned" {
		return []shared.Value{shared.BoolValue(len(all) > 0)}
	}
	var values []shared.Value
	for _, h := range all {
		switch attribute {
		case "assignee":
			if h.Type == zoomapi.HolderUser && h.ID != "" {
				values = append(values, shared.ReferenceValue(shared.Reference{Class: classUser, UID: h.ID, Name: h.Name}))
			}
		case "assignee_type":
			values = append(values, optionalText(h.Type)...)
		case "assignee_name":
			values = append(values, optionalText(h.Name)...)
		case "extension_number":
			values = append(values, optionalText(h.ExtensionNumber)...)
		}
	}
	return values
}
