//go:build unix

package nodeconnector_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestUnit runs the unit tests that lie beside this one, with the libraries that
// are installed.
func TestUnit(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "connector")
	if err := os.CopyFS(folder, os.DirFS(filepath.Dir(launcher(t)))); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(folder, "test"), os.DirFS("test")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "test", "*.test.js"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no unit tests: %v", err)
	}
	cmd := exec.CommandContext(testContext(t), "node", append([]string{"--test"}, files...)...)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestStrangers connect to the socket without the certificate of the host, or
// with another of the same subject.
func TestStrangers(t *testing.T) {
	t.Parallel()
	spec := specOf(t)
	p := launch(t, spec)
	found, err := filepath.Glob(filepath.Join(spec.SocketDir, "*", "plugin*"))
	if err != nil {
		t.Fatal(err)
	}
	foreign := foreignCertificate(t)
	tried := 0
	preface := []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
	for _, path := range found {
		if state, err := os.Stat(path); err != nil || state.IsDir() {
			continue
		}
		tried++
		plain := dial(t, path)
		wantRefused(t, "without TLS", plain, preface)
		wantRefused(t, "without a certificate", tls.Client(dial(t, path), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}), preface)
		wantRefused(t, "with another certificate", tls.Client(dial(t, path), &tls.Config{
			InsecureSkipVerify: true, NextProtos: []string{"h2"}, Certificates: []tls.Certificate{foreign},
		}), preface)
	}
	if tried != 1 {
		t.Errorf("%d sockets in %v", tried, found)
	}
	if err := p.Ping(testContext(t)); err != nil {
		t.Errorf("the host itself: %v", err)
	}
}

// foreignCertificate is a certificate of its own key that looks like those that
// go-plugin makes for hosts.
func foreignCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		Subject:      pkix.Name{CommonName: "localhost", Organization: []string{"HashiCorp"}},
		DNSNames:     []string{"localhost"},
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageKeyAgreement | x509.KeyUsageCertSign,
		SerialNumber: big.NewInt(7),
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func dial(t *testing.T, path string) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(testContext(t), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// wantRefused speaks HTTP/2 and wants no answer in it, which would begin with a
// frame of settings.
func wantRefused(t *testing.T, how string, conn net.Conn, preface []byte) {
	t.Helper()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 9)
	n := 0
	_, err := conn.Write(preface)
	if err == nil {
		n, err = conn.Read(answer)
	}
	isTimeout := os.IsTimeout(err)
	if err == nil && n == len(answer) && answer[3] == 4 {
		t.Errorf("%s: HTTP/2 was spoken: %q", how, answer)
	}
	if isTimeout {
		t.Errorf("%s: the connection stays open", how)
	}
}

// TestHandshakeLine starts the process as a host would and reads what it writes.
func TestHandshakeLine(t *testing.T) {
	t.Parallel()
	spec := specOf(t)
	cmd := exec.CommandContext(testContext(t), spec.Path)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "IGA_CONNECTOR_PLUGIN=d0b4a4a2-3c1f-4f0e-9a57-6f1c2e8b7d35", "PLUGIN_UNIX_SOCKET_DIR=" + spec.SocketDir,
		"PLUGIN_PROTOCOL_VERSIONS=1", "IGA_LOG_LEVEL=trace", "IGA_LIFELINE=stdin",
	}
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	lifeline, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for ctx := testContext(t); ; {
		if sockets, err := filepath.Glob(filepath.Join(spec.SocketDir, "plugin*")); err == nil && len(sockets) == 1 {
			break
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.Fatal("there is no socket")
		}
	}
	if err := lifeline.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it did not end in order: %v\n%s", err, log.String())
	}
	line, rest, ended := strings.Cut(out.String(), "\n")
	if fields := strings.Split(line, "|"); !ended || rest != "" || len(fields) != 6 || fields[0] != "1" || fields[1] != "1" ||
		fields[2] != "unix" || filepath.Dir(fields[3]) != spec.SocketDir || fields[4] != "grpc" || fields[5] != "" {
		t.Errorf("standard output: %q", out.String())
	}
	wantEmpty(t, spec.SocketDir)
}
