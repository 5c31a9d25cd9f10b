#!/usr/bin/env bash
# Runs every fuzz target of the module, one after the other: go test takes one target of one package at a time.
#
# Usage: tools/fuzz.sh DURATION
set -euo pipefail

go=${GO:-go}
duration=$1
found=0
packages=$("$go" list -f '{{.ImportPath}} {{.Dir}}' ./...)
while read -r package dir; do
  # A cheap look first: -list compiles the package's tests.
  grep -qs '^func Fuzz' "$dir"/*_test.go || continue
  listed=$("$go" test -list '^Fuzz' "$package")
  for target in $(grep '^Fuzz' <<<"$listed" || true); do
    found=$((found + 1))
    echo "== $package $target ($duration)"
    "$go" test -run '^$' -fuzz "^$target\$" -fuzztime "$duration" "$package"
  done
done <<<"$packages"
echo "$found fuzz targets ran without a failure"
