package codec

// each converts a list; an empty one becomes nil, so that absent and empty
// lists are alike on both sides.
func each[A, B any](in []A, convert func(A) (B, error)) ([]B, error) {
	if len(in) == 0 {
		return nil, nil
	}
	out := make([]B, 0, len(in))
	for _, a := range in {
		b, err := convert(a)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// names returns a list of names, nil when it is empty.
func names(in []string) []string {
	if len(in) == 0 {
		return nil
	}
	return in
}
