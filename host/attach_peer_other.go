//go:build unix && !linux && !darwin

package host

// peerOf knows nothing: the folder of the socket is what protects it.
func peerOf(int) (peer, error) { return peer{}, nil }
