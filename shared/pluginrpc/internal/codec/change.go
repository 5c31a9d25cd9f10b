package codec

import (
	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// changeKind makes shared.ChangeKind an enumeration like the others.
type changeKind shared.ChangeKind

// Valid tells whether k is one of the declared kinds.
func (k changeKind) Valid() bool {
	return shared.ChangeKind(k) == shared.ChangeUpsert || shared.ChangeKind(k) == shared.ChangeDelete
}

// DecodeChange converts one change.
func DecodeChange(c *connectorv1.Change) (*shared.Change, error) {
	kind, err := decodeEnum[changeKind](c.GetKind())
	if err != nil {
		return nil, err
	}
	obj, err := DecodeObject(c.GetObject())
	if err != nil {
		return nil, err
	}
	return &shared.Change{Kind: shared.ChangeKind(kind), Object: obj}, nil
}
