package zoomimpl

import (
	"errors"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/zoomimpl/zoomapi"
)

// transfer is a kind of data that a deleted user can leave to another.
type transfer struct {
	property, display, what string
	field                   func(*zoomapi.DeleteOptions) *bool
}

func transfers() []transfer {
	return []transfer{
		{propTransferMeeting, "Transfer meetings", "the meetings", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferMeeting }},
		{propTransferWebinar, "Transfer webinars", "the webinars", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferWebinar }},
		{propTransferRecording, "Transfer recordings", "the cloud recordings", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferRecording }},
		{propTransferWhiteboard, "Transfer whiteboards", "the whiteboards", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferWhiteboard }},
		{propTransferClipFiles, "Transfer clips", "the clips", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferClipFiles }},
		{propTransferNotes, "Transfer notes", "the notes", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferNotes }},
		{propTransferVisitors, "Transfer visitors", "the visitors", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferVisitors }},
		{propTransferDocs, "Transfer documents", "the documents", func(o *zoomapi.DeleteOptions) *bool { return &o.TransferDocs }},
	}
}

// deleteProperties say who gets the data of a deleted user. They are the same as
// options of delete.
func deleteProperties() []*shared.Property {
	out := []*shared.Property{{
		Name: propTransferEmail, DisplayName: "Transfer e-mail", Type: shared.TypeString,
		Description: "E-mail address of the user who gets the data of deleted and disassociated users: what the other transfer properties name, and the hub assets of Zoom Events, for whose owners Zoom requires it. Deactivated users keep their data, and pending users have none.",
		Check:       checkTransferEmail,
	}}
	for _, t := range transfers() {
		out = append(out, flag(t.property, t.display, "Gives "+t.what+" of a deleted or disassociated user to the user of transfer_email, which is then required.", false))
	}
	return out
}

func checkTransferEmail(v shared.Value) error {
	text, _ := v.AsString()
	if !isAddress(text) || utf8.RuneCountInString(text) > maxEmail {
		return errors.New("must be an e-mail address of at most 128 characters")
	}
	return nil
}
