package usage

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"github.com/igaplugin/igaplugin/shared"
)

// Told is what a metered connector tells of its process.
type Told struct {
	// Before and After are its CPU time before and after it collected its garbage:
	// the end of one measurement and the start of the next. Every measurement so
	// begins without the garbage of another.
	Before, After time.Duration
}

// Metered is a connector whose description tells the CPU time of its process.
type Metered struct{ shared.Connector }

// Info describes the connector.
func (m Metered) Info(ctx context.Context) (*shared.Info, error) {
	info, err := m.Connector.Info(ctx)
	if err != nil {
		return nil, err
	}
	var told Told
	if told.Before, err = Self(); err != nil {
		return nil, err
	}
	runtime.GC()
	if told.After, err = Self(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(told)
	info.Description = string(text)
	return info, err
}

// Read reads what a metered connector tells.
func Read(info *shared.Info) (Told, error) {
	var told Told
	if err := json.Unmarshal([]byte(info.Description), &told); err != nil {
		return told, fmt.Errorf("the connector does not tell its CPU time: %w", err)
	}
	return told, nil
}
