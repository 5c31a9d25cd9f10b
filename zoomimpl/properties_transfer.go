package zoomimpl

import (
	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// propTransferEmail names who gets the data of a deleted user.
const propTransferEmail = "transfer_email"

// transfer is a kind of data that a deleted user can leave to another.
type transfer struct {
	property, display, what string
	field                   func(*zoomapi.DeleteOptions) *bool
}

func transfers() []transfer {
	return []transfer{
		{"transfer_meeting", "Transfer meetings", "upcoming meetings", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferMeeting }},
		{"transfer_webinar", "Transfer webinars", "upcoming webinars", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferWebinar }},
		{"transfer_recording", "Transfer recordings", "cloud recordings", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferRecording }},
		{"transfer_whiteboard", "Transfer whiteboards", "whiteboards", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferWhiteboard }},
		{"transfer_clipfiles", "Transfer clips", "clips", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferClipFiles }},
		{"transfer_notes", "Transfer notes", "notes", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferNotes }},
		{"transfer_visitors", "Transfer visitors", "visitors", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferVisitors }},
		{"transfer_docs", "Transfer docs", "documents", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferDocs }},
	}
}

// transferProperties are the same as configuration and as options of delete.
func transferProperties() []*shared.Property {
	out := []*shared.Property{{
		Name: propTransferEmail, DisplayName: "Transfer to", Type: shared.TypeString,
		Description: "E-mail address of the user of the same account who gets the data of a user that is deleted or disassociated. Deactivated users keep theirs, and pending users have none.",
		Check:       checkAddress,
	}}
	for _, t := range transfers() {
		out = append(out, flag(t.property, t.display, "Whether "+propTransferEmail+" gets the "+t.what+" of a user that is deleted or disassociated.", false))
	}
	return out
}
