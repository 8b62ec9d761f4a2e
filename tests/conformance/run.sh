#!/usr/bin/env bash
# The official conformance suite against the fixture server: run.sh SERVER REVISION
# Ends with 77 (skipped) when the npm packages are not there, but in CI with 1.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ ! -e $here/node_modules/.installed-lock.json ]]; then
    echo "no npm packages in tests/conformance; scripts/setup --test brings them"
    [[ ${CI:-} == true ]] && exit 1
    exit 77
fi
exec "$here/../e2e/node.sh" "$here/run.mjs" "$@"
