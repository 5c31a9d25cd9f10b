package target

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"

	"github.com/igaplugin/igaplugin/shared"
)

// simulatorIdentity is that of every embedded simulator: they are all made alike.
const simulatorIdentity = "embedded Zoom simulator"

// Identity tells two targets apart, without a secret in it: account and host
// where they are known, otherwise a digest of the configuration.
func (t Target) Identity() string {
	switch {
	case t.Kind == Simulator:
		return simulatorIdentity
	case t.Named():
		return "account " + t.Account + " at " + t.Host
	default:
		return "configuration " + t.digest
	}
}

// Named tells that the identity does not stand for the configuration alone.
func (t Target) Named() bool { return t.Kind == Simulator || t.Account != "" || t.Host != "" }

// Configuration has a digest of each property that is no secret. There is none of
// the embedded simulator, which is made anew each time.
func (t Target) Configuration() map[string]string {
	if t.Kind == Simulator {
		return nil
	}
	return t.properties
}

// digests are short hashes of the properties that are no secrets.
func digests(config shared.Attributes) map[string]string {
	out := map[string]string{}
	for _, a := range config {
		if v, ok := a.Values.Single(); !ok || v.Type() != shared.TypeSecret {
			out[a.Name] = digest(shared.Attributes{a})
		}
	}
	return out
}

// digest is a short hash of a configuration without its secrets: they may change
// while the target stays the same.
func digest(config shared.Attributes) string {
	sorted := slices.SortedFunc(slices.Values(config), func(a, b shared.Attribute) int { return strings.Compare(a.Name, b.Name) })
	h := sha256.New()
	for _, a := range sorted {
		digestValues(h, a)
	}
	const short = 8
	return hex.EncodeToString(h.Sum(nil)[:short])
}

func digestValues(h hash.Hash, a shared.Attribute) {
	fmt.Fprintf(h, "%q", a.Name)
	for v := range a.Values.All() {
		if v.Type() != shared.TypeSecret {
			fmt.Fprintf(h, " %q", v.String())
		}
	}
	fmt.Fprintln(h)
}
