package machine

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Describe describes the machine in one line; what cannot be found out, as
// outside Linux, is left out.
func Describe() string {
	parts := []string{}
	if model := field("/proc/cpuinfo", "model name"); model != "" {
		parts = append(parts, model)
	}
	parts = append(parts, fmt.Sprintf("%d cores", runtime.NumCPU()))
	if memory := memoryGiB(field("/proc/meminfo", "MemTotal")); memory != "" {
		parts = append(parts, memory)
	}
	system := runtime.GOOS + "/" + runtime.GOARCH
	if release, err := os.ReadFile(filepath.FromSlash("/proc/sys/kernel/osrelease")); err == nil {
		system += " " + strings.TrimSpace(string(release))
	}
	return strings.Join(append(parts, system, runtime.Version()), ", ")
}

// field is the value of the first line "key: value" of a file.
func field(file, key string) string {
	text, err := os.ReadFile(filepath.FromSlash(file))
	if err != nil {
		return ""
	}
	return fieldOf(string(text), key)
}

func fieldOf(text, key string) string {
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// memoryGiB turns "24641536 kB" into "24 GiB"; empty when it is something else.
func memoryGiB(value string) string {
	number, _, _ := strings.Cut(value, " ")
	kilobytes, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%.0f GiB", kilobytes/(1<<20))
}
