package catalog

// SetStep has every Add of the catalogue tell how far it has come; an error ends
// it there.
func (c *Catalog) SetStep(step func(name string) error) { c.step = step }

// Steps are the steps of an Add of a new connector, in their order.
func Steps() []string {
	return []string{"staged", "described", "blob complete", "blob in place", "manifest complete", "manifest in place"}
}

// DecodeManifest reads a manifest as List does.
func DecodeManifest(dir string, data []byte) ([]Entry, error) {
	entries, err := decodeManifest("catalog.json", data)
	for i := range entries {
		entries[i].place(dir)
	}
	return entries, err
}

// EncodeManifest writes what DecodeManifest reads.
func EncodeManifest(entries []Entry) ([]byte, error) { return encodeManifest(entries) }
