package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// uniqueKeys refuses a JSON text that has something after its value, or an
// object with the same key twice: encoding/json would take the last one, other
// readers the first. It compares without regard to case, as encoding/json does.
func uniqueKeys(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := uniqueKeysOf(dec); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after its end")
	}
	return nil
}

// uniqueKeysOf reads one value. The text was decoded before, so its nesting is
// bounded by encoding/json.
func uniqueKeysOf(dec *json.Decoder) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	keys := map[string]bool{}
	for dec.More() {
		if delim == '{' {
			if token, err = dec.Token(); err != nil {
				return err
			}
			key, _ := token.(string)
			folded := strings.ToLower(key)
			if keys[folded] {
				return fmt.Errorf("the key %s stands there twice", quote(key))
			}
			keys[folded] = true
		}
		if err := uniqueKeysOf(dec); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}
