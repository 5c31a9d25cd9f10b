package compat_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/igaplugin/igaplugin/shared"
)

// TestEveryFieldIsKnown fails when a declaration gets a field about which this
// package has not decided. Decide, compare it or say in the package comment that
// it does not count, add rows to the tables, and then add it here.
func TestEveryFieldIsKnown(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		of   reflect.Type
		want []string
	}{
		"Info": {reflect.TypeFor[shared.Info](), []string{
			"Name", "DisplayName", "Description", "Vendor", "Version", "Licence", "ContractVersion",
			"Properties", "Constraints", "Operations", "Features",
		}},
		"Property": {reflect.TypeFor[shared.Property](), []string{
			"Name", "Aliases", "DisplayName", "Description", "Type", "MultiValued", "Required", "Default",
			"AllowedValues", "Minimum", "Maximum", "Check",
		}},
		"PropertyConstraint": {reflect.TypeFor[shared.PropertyConstraint](), []string{"Kind", "Properties"}},
		"Schema":             {reflect.TypeFor[shared.Schema](), []string{"Classes"}},
		"ObjectClass": {reflect.TypeFor[shared.ObjectClass](), []string{
			"Name", "Aliases", "Description", "UIDAttribute", "NameAttribute", "Attributes", "Operations",
		}},
		"AttributeInfo": {reflect.TypeFor[shared.AttributeInfo](), []string{
			"Name", "Aliases", "Description", "Type", "MultiValued", "Required", "Creatable", "Updatable", "Readable",
			"ReturnedByDefault", "CaseExact", "ReferenceClass", "AllowedValues", "AllowedValuesOpen", "Source",
		}},
		"OperationInfo": {reflect.TypeFor[shared.OperationInfo](), []string{"Operation", "Options"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for field := range tc.of.Fields() {
				got = append(got, field.Name)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-known +declared):\n%s", diff)
			}
		})
	}
}
