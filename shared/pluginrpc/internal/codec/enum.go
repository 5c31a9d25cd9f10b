package codec

import (
	"fmt"
	"math"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// enum is an enumeration of package shared. Their numbers are those of the
// contract, which the tests hold against the names.
type enum interface {
	~uint8
	Valid() bool
}

func encodeEnum[W ~int32, E enum](e E) (W, error) {
	if !e.Valid() {
		return 0, fmt.Errorf("%T %d is not declared", e, e)
	}
	return W(e), nil
}

func decodeEnum[E enum, W ~int32](w W) (E, error) {
	if w < 0 || w > math.MaxUint8 || !E(w).Valid() {
		var e E
		return e, fmt.Errorf("%T %d is not known", e, w)
	}
	return E(w), nil
}

func encodeOperation(o shared.Operation) (connectorv1.Operation, error) {
	return encodeEnum[connectorv1.Operation](o)
}

func decodeOperation(o connectorv1.Operation) (shared.Operation, error) {
	return decodeEnum[shared.Operation](o)
}
