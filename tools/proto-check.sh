#!/usr/bin/env bash
# Fails when the committed Go code of the wire contract is not what the proto files generate. It generates into a
# temporary folder and compares, so it neither needs a clean work tree nor changes one.
#
# Usage: tools/proto-check.sh BUF
set -euo pipefail

buf=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/committed/proto" "$tmp/generated/proto"

"$buf" generate proto --template proto/buf.gen.yaml --output "$tmp/generated"
find proto -name '*.pb.go' | while read -r file; do
  mkdir -p "$tmp/committed/$(dirname "$file")"
  cp "$file" "$tmp/committed/$file"
done

# Comparing whole trees also finds files whose proto source is gone.
if ! diff -ruN "$tmp/committed/proto" "$tmp/generated/proto"; then
  echo "proto-check: the generated code is stale; run 'make proto' and commit the result" >&2
  exit 1
fi
echo "proto-check: the generated code is up to date"
