package main_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// rows are what the connector has to do, one test for each, by the name of the
// row. All of them run against the connector's own process.
type rows map[string]func(t *testing.T)

func (r rows) run(t *testing.T) {
	t.Helper()
	for name, check := range r {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t)
		})
	}
}

// join makes one list of several; a name in two of them is a mistake.
func join(t *testing.T, lists ...rows) rows {
	t.Helper()
	all := rows{}
	for _, list := range lists {
		for name, check := range list {
			if all[name] != nil {
				t.Errorf("the row %s is there twice", name)
			}
			all[name] = check
		}
	}
	return all
}

func (r rows) names() []string { return slices.Sorted(maps.Keys(r)) }

// TestCapabilities has what the connector can do at all.
func TestCapabilities(t *testing.T) {
	t.Parallel()
	join(t, operationRows(), searchRows(), phoneCapabilityRows()).run(t)
}

// TestConfiguration has one row for each configuration property.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	join(t, connectionPropertyRows(), readPropertyRows(), writePropertyRows(), rateRows(), networkRows(), transferRows()).run(t)
}

// TestAttributes has one row for each attribute of each class.
func TestAttributes(t *testing.T) {
	t.Parallel()
	attributeRows(t).run(t)
}

func attributeRows(t *testing.T) rows {
	t.Helper()
	return join(t, userAttributeRows(), userIdentityRows(), phoneAttributeRows(), groupAttributeRows(), roleAttributeRows(), phoneClassRows())
}

// TestKnownTraps has what hurts users of other connectors for Zoom.
func TestKnownTraps(t *testing.T) {
	t.Parallel()
	join(t, trapRows(), limitTrapRows(), phoneTrapRows()).run(t)
}

// TestObservedDefects has what was seen to go wrong when another connector was
// run against a server, and what it cost.
func TestObservedDefects(t *testing.T) {
	t.Parallel()
	join(t, costRows(), phoneCostRows(), observedReadRows(), observedWriteRows(), observedFaultRows(), phoneObservedRows()).run(t)
}

// Every property that the process declares, and every attribute of its schema,
// has its row; no row is about something that is not there.
func TestEveryDeclarationHasItsRow(t *testing.T) {
	t.Parallel()
	info, err := process.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var properties []string
	for _, p := range info.Properties {
		properties = append(properties, p.Name)
	}
	slices.Sort(properties)
	tested := join(t, connectionPropertyRows(), readPropertyRows(), writePropertyRows(), rateRows(), networkRows(), transferRows())
	if diff := cmp.Diff(properties, tested.names()); diff != "" {
		t.Errorf("properties (-declared +tested):\n%s", diff)
	}
	var attributes []string
	for _, class := range schemaOf(start(t, small())).Classes {
		for _, a := range class.Attributes {
			attributes = append(attributes, class.Name+"."+a.Name)
		}
	}
	slices.Sort(attributes)
	if diff := cmp.Diff(attributes, attributeRows(t).names()); diff != "" {
		t.Errorf("attributes (-declared +tested):\n%s", diff)
	}
}

// The traps are numbered from 1 to 13, what was observed from 1 to 14.
func TestEveryNumberHasItsRow(t *testing.T) {
	t.Parallel()
	for _, list := range []struct {
		rows rows
		last int
	}{
		{join(t, trapRows(), limitTrapRows(), phoneTrapRows()), 13},
		{join(t, observedReadRows(), observedWriteRows(), observedFaultRows(), phoneObservedRows()), 14},
	} {
		var want, got []string
		for i := 1; i <= list.last; i++ {
			want = append(want, fmt.Sprintf("%02d", i))
		}
		for _, name := range list.rows.names() {
			number, _, _ := strings.Cut(name, " ")
			got = append(got, number)
		}
		if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
			t.Errorf("numbers (-wanted +tested):\n%s", diff)
		}
	}
}

// schemaOf is the schema of a connection.
func schemaOf(tn *tenant) *shared.Schema {
	tn.t.Helper()
	schema, err := tn.conn.Schema(tn.t.Context())
	if err != nil {
		tn.t.Fatal(err)
	}
	return schema
}
