#!/bin/sh
# install.sh FOLDER: puts all that the connector needs at run time into FOLDER, which is made anew, with a list of checksums.
# FOLDER must be missing, empty, or an installation of this connector, which is replaced as a whole.
# Exit status 3: there is no Node.js, or no npm, that will do.
set -eu
umask 022
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target=${1%/}
node=${NODE:-node}

missing() {
  echo "node connector: $1" >&2
  exit 3
}
if [ -e "$target" ] || [ -L "$target" ]; then
  [ -d "$target" ] && [ ! -L "$target" ] || { echo "node connector: $target is there and is no folder" >&2; exit 1; }
  if [ -n "$(ls -A -- "$target")" ] && ! { [ -f "$target/iga-connector-json" ] && grep -qs '  iga-connector-json$' "$target/SHA256SUMS"; }; then
    echo "node connector: $target holds something else than this connector; remove it, or name another folder" >&2
    exit 1
  fi
fi
command -v "$node" >/dev/null || missing 'Node.js is not installed (version 18 or newer is needed)'
major=$("$node" -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || missing "Node.js $("$node" --version) is too old (version 18 or newer is needed)"
command -v npm >/dev/null || missing 'npm is not installed'

# Built beside the target and moved there: an installation that fails leaves the old one, or puts it back.
mkdir -p "$(dirname -- "$target")"
work=$(mktemp -d "$(dirname -- "$target")/.node-connector.XXXXXX")
clean() {
  if [ -d "$work/old" ] && [ ! -e "$target" ] && ! mv "$work/old" "$target"; then
    echo "node connector: the installation before lies in $work/old" >&2
    return
  fi
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM
stage=$work/new
mkdir "$stage"
cp -R "$here/iga-connector-json" "$here/package.json" "$here/package-lock.json" "$here/src" "$here/proto" "$stage"
mkdir -p "$stage/proto/iga/connector/v1"
cp "$here"/../../proto/iga/connector/v1/*.proto "$stage/proto/iga/connector/v1"
cp "$here/../../LICENSE" "$stage"
(cd "$stage" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)

# What is not needed at run time: the command line of proto-loader with its libraries, types, maps and sources.
modules=$stage/node_modules
(cd "$modules" && rm -rf .bin .package-lock.json @types undici-types yargs yargs-parser cliui y18n string-width strip-ansi wrap-ansi \
  ansi-regex ansi-styles color-convert color-name emoji-regex escalade get-caller-file is-fullwidth-code-point require-directory \
  @grpc/grpc-js/src @grpc/proto-loader/build/bin protobufjs/dist protobufjs/cli protobufjs/scripts @js-sdsl/ordered-map/dist/esm \
  @js-sdsl/ordered-map/dist/umd)
find "$modules" -type f \( -name '*.ts' -o -name '*.cts' -o -name '*.mts' -o -name '*.map' -o -name '*.md' -o -name 'tsconfig*.json' \) -exec rm {} +
find "$stage" -type d -empty -delete
chmod -R u+w,go-w,a+rX "$stage"

# In the form that sha256sum -c reads.
(
  cd "$stage"
  find . -type f ! -path ./SHA256SUMS | LC_ALL=C sort | sed 's|^\./||' |
    "$node" -e '
      const { createHash } = require("node:crypto");
      const { readFileSync } = require("node:fs");
      for (const name of readFileSync(0, "utf8").trimEnd().split("\n")) {
        console.log(`${createHash("sha256").update(readFileSync(name)).digest("hex")}  ${name}`);
      }' >SHA256SUMS
)
chmod 755 "$stage"
if [ -e "$target" ]; then
  mv "$target" "$work/old"
fi
mv "$stage" "$target"
