#!/usr/bin/env bash
# Puts IBM's driver (the npm package with its native part, and IBM's library from the Python wheel, Linux x64) where
# the tests look for it. It stays outside of the project: IBM's licence applies to it, and nobody else needs it.
set -euo pipefail

folder=${TEST_IBM_DB:-${XDG_CACHE_HOME:-$HOME/.cache}/github-traffic-tests/ibm_db}
[ -e "$folder/ready" ] && exit 0
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'IBM offers its driver for Linux x86_64 only' >&2; exit 1; }

mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --no-save --ignore-scripts --no-audit --no-fund --prefix "$folder" ibm_db@4.0.1
package=$folder/node_modules/ibm_db
python3 -m zipfile -e "$package/build.zip" "$work"
mkdir -p "$package/build/Release" "$package/installer"
cp "$work/build/Release/odbc_bindings_linux.node" "$package/build/Release/odbc_bindings.node"

python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" ibm_db
python3 -m zipfile -e "$work"/ibm_db-*.whl "$work/wheel"
rm -rf "$package/installer/clidriver" "$package/installer/ibm_db.libs"
mv "$work/wheel/clidriver" "$work/wheel/ibm_db.libs" "$package/installer/"

(cd "$folder" && node -e "require('ibm_db')")
touch "$folder/ready"
