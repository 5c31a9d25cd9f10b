package codec

import (
	"errors"
	"fmt"
	"math"

	connectorv1 "github.com/igaplugin/igaplugin/proto/iga/connector/v1"
	"github.com/igaplugin/igaplugin/shared"
)

// EncodeGet converts the request for one object.
func EncodeGet(connection string, r *shared.GetRequest) (*connectorv1.GetRequest, error) {
	out := &connectorv1.GetRequest{ConnectionId: connection, ObjectClass: r.Class, Attributes: names(r.Attributes)}
	switch {
	case r.UID != "" && r.Name != "":
		return nil, errors.New("both a uid and a name are given")
	case r.UID != "":
		out.Key = &connectorv1.GetRequest_Uid{Uid: r.UID}
	case r.Name != "":
		out.Key = &connectorv1.GetRequest_Name{Name: r.Name}
	}
	if checkText(connection, r.Class, r.UID, r.Name) == nil && checkText(r.Attributes...) == nil {
		return out, nil
	}
	return out, CheckText(out) // It names the field.
}

// DecodeGet converts the request for one object.
func DecodeGet(r *connectorv1.GetRequest) (*shared.GetRequest, error) {
	return &shared.GetRequest{
		Class:      r.GetObjectClass(),
		UID:        r.GetUid(),
		Name:       r.GetName(),
		Attributes: names(r.GetAttributes()),
	}, nil
}

// EncodeQuery converts a search.
func EncodeQuery(connection string, q *shared.Query) (*connectorv1.SearchRequest, error) {
	if q.PageSize > math.MaxInt32 || q.Offset > math.MaxInt32 || q.PageSize < math.MinInt32 || q.Offset < math.MinInt32 {
		return nil, fmt.Errorf("page size %d and offset %d must be below %d", q.PageSize, q.Offset, math.MaxInt32)
	}
	f, err := EncodeFilter(q.Filter)
	if err != nil {
		return nil, err
	}
	options, err := EncodeAttributes(q.Options)
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	if !q.Explain.Valid() {
		return nil, fmt.Errorf("explain %d is not declared", q.Explain)
	}
	out := &connectorv1.SearchRequest{
		ConnectionId: connection,
		ObjectClass:  q.Class,
		Filter:       f,
		Attributes:   names(q.Attributes),
		PageSize:     int32(q.PageSize),
		Offset:       int32(q.Offset),
		Cookie:       q.Cookie,
		Options:      options,
		Explain:      connectorv1.ExplainMode(q.Explain),
		Progress:     true, // This side understands it.
	}
	for _, k := range q.Sort {
		out.Sort = append(out.Sort, &connectorv1.SortKey{Attribute: k.Attribute, Descending: k.Descending})
	}
	return out, CheckText(out)
}

// DecodeQuery converts a search.
func DecodeQuery(r *connectorv1.SearchRequest) (*shared.Query, error) {
	f, err := DecodeFilter(r.GetFilter())
	if err != nil {
		return nil, err
	}
	options, err := DecodeAttributes(r.GetOptions())
	if err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	explain, err := decodeEnum[shared.Explain](r.GetExplain())
	if err != nil {
		return nil, err
	}
	out := &shared.Query{
		Class:      r.GetObjectClass(),
		Filter:     f,
		Attributes: names(r.GetAttributes()),
		PageSize:   int(r.GetPageSize()),
		Offset:     int(r.GetOffset()),
		Cookie:     r.GetCookie(),
		Options:    options,
		Explain:    explain,
	}
	for _, k := range r.GetSort() {
		out.Sort = append(out.Sort, shared.SortKey{Attribute: k.GetAttribute(), Descending: k.GetDescending()})
	}
	return out, nil
}

// EncodeSyncStart converts the request for changes, without its token.
func EncodeSyncStart(connection string, r *shared.SyncRequest) (*connectorv1.SyncRequest, error) {
	out := &connectorv1.SyncRequest{Payload: &connectorv1.SyncRequest_Start{Start: &connectorv1.SyncStart{
		ConnectionId:    connection,
		ObjectClass:     r.Class,
		Attributes:      names(r.Attributes),
		LatestTokenOnly: r.LatestTokenOnly,
		HasToken:        r.Token != nil,
	}}}
	return out, CheckText(out)
}

// DecodeSyncStart converts the request for changes; its token is not set.
func DecodeSyncStart(r *connectorv1.SyncStart) *shared.SyncRequest {
	return &shared.SyncRequest{
		Class:           r.GetObjectClass(),
		Attributes:      names(r.GetAttributes()),
		LatestTokenOnly: r.GetLatestTokenOnly(),
	}
}
