#!/usr/bin/env bash
# Runs govulncheck and tells three outcomes apart: nothing found, something found, and could not look.
#
# Usage: tools/vuln.sh GOVULNCHECK auto|required PACKAGE...
# Exits 0 when nothing was found, and in mode auto also when the vulnerability database cannot be reached.
set -euo pipefail

govulncheck=$1 mode=$2
shift 2
case $mode in
auto | required) ;;
*)
  echo "vuln: VULN must be auto or required, not $mode" >&2
  exit 2
  ;;
esac

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

status=0
"$govulncheck" "$@" 2>"$errors" || status=$?
cat "$errors" >&2

# govulncheck reads the database before anything else; when that fails it says so, with the address it tried.
if [[ $status -eq 0 || $status -eq 3 ]] || ! grep -q 'fetching vulnerabilities' "$errors"; then
  exit "$status"
fi
if [[ $mode == required ]]; then
  echo "vuln: FAILED: the vulnerability database cannot be reached, and VULN=required" >&2
  exit 1
fi
echo "vuln: NOT CHECKED: the vulnerability database cannot be reached; run it again with network access (VULN=required makes this an error)"
