//go:build unix

package csvimpl

// movers are the ways in which a new file gets its name.
func movers() map[string]func(from, to string) error {
	return map[string]func(from, to string) error{"second name": rename, "content": moveContent}
}
