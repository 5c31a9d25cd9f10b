package filter_test

import (
	"fmt"

	"github.com/igaplugin/igaplugin/shared"
	"github.com/igaplugin/igaplugin/shared/filter"
)

func Example() {
	f, err := filter.Parse(`state eq "active" and not (email ew "@example.org")`)
	if err != nil {
		fmt.Println(err)
		return
	}
	class := userClass()
	resolved, faults := f.Resolve(class)
	fmt.Println(resolved, faults)
	fmt.Println(resolved.Match(class, jane()))
	// Output:
	// status eq "active" and not (email ew "@example.org") []
	// true
}

func ExampleParse_error() {
	_, err := filter.Parse(`status = "active"`)
	fmt.Println(err)
	// Output:
	// invalid request: filter: position 8: found "=", expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr); use eq
}

// A connector asks its target for the part that the target can do, and matches
// the rest itself.
func ExampleConjuncts() {
	f := filter.AllOf(
		filter.OneOf("status", shared.StringValue("active"), shared.StringValue("pending")),
		filter.Co("email", shared.StringValue("@example.com")),
	)
	for _, part := range filter.Conjuncts(f) {
		if values, ok := filter.ValuesFor(part, "status"); ok {
			fmt.Println("pushed down:", values)
		} else {
			fmt.Println("left to match:", part)
		}
	}
	// Output:
	// pushed down: [active pending]
	// left to match: email co "@example.com"
}
