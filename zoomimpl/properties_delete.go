package zoomimpl

import (
	"errors"
	"unicode/utf8"

	"github.com/igaplugin/igaplugin/shared"
)

// deleteProperties say who gets the data of a deleted user.
func deleteProperties() []*shared.Property {
	transfer := func(name, display, what string) *shared.Property {
		return flag(name, display, "Gives "+what+" of a deleted or disassociated user to the user of transfer_email, which is then required.", false)
	}
	return []*shared.Property{
		{
			Name: propTransferEmail, DisplayName: "Transfer e-mail", Type: shared.TypeString,
			Description: "E-mail address of the user who gets the data of deleted and disassociated users: what the other transfer properties name, and the hub assets of Zoom Events, for whose owners Zoom requires it.",
			Check:       checkTransferEmail,
		},
		transfer(propTransferMeeting, "Transfer meetings", "the meetings"),
		transfer(propTransferWebinar, "Transfer webinars", "the webinars"),
		transfer(propTransferRecording, "Transfer recordings", "the cloud recordings"),
		transfer(propTransferWhiteboard, "Transfer whiteboards", "the whiteboards"),
		transfer(propTransferClipFiles, "Transfer clips", "the clips"),
		transfer(propTransferNotes, "Transfer notes", "the notes"),
		transfer(propTransferVisitors, "Transfer visitors", "the visitors"),
		transfer(propTransferDocs, "Transfer documents", "the documents"),
	}
}

func checkTransferEmail(v shared.Value) error {
	text, _ := v.AsString()
	if !isAddress(text) || utf8.RuneCountInString(text) > maxEmail {
		return errors.New("must be an e-mail address of at most 128 characters")
	}
	return nil
}
