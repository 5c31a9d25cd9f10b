package zoomimpl

import (
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// deleteOptions returns how an active user is deleted: as configured, and as the
// options of the call say beyond that. It returns ErrInvalidRequest for options
// that could not take effect.
func (c *connection) deleteOptions(req *shared.DeleteRequest) (zoomapi.DeleteOptions, error) {
	options := c.cfg.transfer
	options.Action = zoomapi.DeletePermanently
	if c.cfg.disassociate {
		options.Action = zoomapi.DeleteDisassociate
	}
	var faults []shared.Fault
	if c.cfg.deactivate && len(req.Options) > 0 {
		faults = append(faults, shared.Fault{
			Field:   req.Options[0].Name,
			Message: "applies when users are deleted or disassociated: " + propDeactivate + " is true",
		})
	}
	r := configReader{attributes: req.Options}
	if email := r.text(propTransferEmail); email != "" {
		options.TransferEmail = email
	}
	for _, t := range transfers() {
		if v, given := req.Options.Get(t.property); given {
			*t.field(&options), _ = v.AsBool()
		}
		if *t.field(&options) && options.TransferEmail == "" {
			faults = append(faults, shared.Fault{Field: t.property, Message: "needs " + propTransferEmail})
		}
	}
	if len(faults) > 0 {
		return options, &shared.Error{Kind: shared.ErrInvalidRequest, Class: req.Class, UID: req.UID, Faults: faults}
	}
	return options, nil
}

// deleteOptionProperties are the options of delete. Without a default each: what
// is not given is as configured.
func deleteOptionProperties() []*shared.Property {
	options := deleteProperties()
	for _, p := range options {
		p.Default = shared.Values{}
		p.Description += " The configuration property of the same name decides when it is not given."
	}
	return options
}
