package shared

import "context"

// Connector is a type of target system. Its methods are safe for concurrent
// use.
type Connector interface {
	// Info describes the connector. It needs no configuration and no network,
	// and always returns the same.
	Info(ctx context.Context) (*Info, error)
	// Validate checks a configuration without network, beyond what the
	// declared properties and constraints say; those are checked before. It
	// returns ErrInvalidConfiguration with all faults.
	Validate(ctx context.Context, req *ValidateRequest) error
	// Connect binds a configuration to a connection, without network.
	Connect(ctx context.Context, req *ConnectRequest) (Connection, error)
}

// Connection is a connector bound to one target. Its methods are safe for
// concurrent use. Requests have been checked against the schema before they
// arrive, and their names are canonical.
type Connection interface {
	// Schema describes the object classes.
	Schema(ctx context.Context) (*Schema, error)
	// Test reports what works and what is missing, for each object class. It
	// writes nothing. It returns an error when nothing works.
	Test(ctx context.Context, req *TestRequest) (*TestReport, error)
	// Get reads one object. It returns ErrNotFound when there is none.
	Get(ctx context.Context, req *GetRequest) (*Object, error)
	// Search finds objects. Errors before the first row are returned here,
	// later ones by the results. Filter, sort, page size, offset and cookie are
	// never ignored: what the target cannot do, the connector does, or it
	// refuses it; ListResults does it all for a list in memory. ctx holds until
	// the results are closed.
	Search(ctx context.Context, q *Query) (*Results, error)
	// Close releases what the connection holds. It is called once, after the
	// contexts of all running calls were cancelled and the calls have returned,
	// or have not done so for a second.
	Close(ctx context.Context) error
}

// Creator is a Connection that can create objects.
type Creator interface {
	// Create makes one object. It returns ErrAlreadyExists when the name is
	// taken, and a *WriteError when it failed after the first effect.
	Create(ctx context.Context, req *CreateRequest) (*WriteResult, error)
}

// Updater is a Connection that can change objects.
type Updater interface {
	// Update applies deltas to one object; repeating it converges. It returns
	// ErrNotFound when there is none, and a *WriteError when it failed after
	// the first effect.
	Update(ctx context.Context, req *UpdateRequest) (*WriteResult, error)
}

// Deleter is a Connection that can delete objects.
type Deleter interface {
	// Delete removes one object in the way that the configuration and the
	// options say; the outcome tells which. It returns ErrNotFound when there
	// is none.
	Delete(ctx context.Context, req *DeleteRequest) (*WriteResult, error)
}

// Syncer is a Connection that can report changes.
type Syncer interface {
	// Sync reports the changes since a token. ErrSyncTokenExpired says that the
	// token is of no use; it comes from Sync, or, of a token that is read while the
	// changes are made, from Changes.All.
	Sync(ctx context.Context, req *SyncRequest) (*Changes, error)
}

// FullConnection is a connection with every operation, which is what hosts
// hold. Operations that the connector lacks return ErrUnsupported.
type FullConnection interface {
	Connection
	Creator
	Updater
	Deleter
	Syncer
}

// FullConnector is a connector as hosts see it.
type FullConnector interface {
	// Info is as in Connector.
	Info(ctx context.Context) (*Info, error)
	// Validate is as in Connector.
	Validate(ctx context.Context, req *ValidateRequest) error
	// Connect is as in Connector.
	Connect(ctx context.Context, req *ConnectRequest) (FullConnection, error)
}
