#!/usr/bin/env bash
# One file of end-to-end tests: run.sh FILE.test.mjs SOLEUS FAKE_INTERVALS HTTP_FIXTURE
# Ends with 77 (skipped) when the npm packages are not there, but in CI with 1.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ ! -e $here/node_modules/.installed-lock.json ]]; then
    echo "no npm packages in tests/e2e; scripts/setup --test brings them"
    [[ ${CI:-} == true ]] && exit 1
    exit 77
fi
export SOLEUS_BINARY=${SOLEUS_E2E_BINARY:-$2}
export FAKE_INTERVALS_BINARY=$3
export HTTP_FIXTURE_BINARY=$4
export CONFORMANCE_SERVER_BINARY=$5
echo "server under test: $SOLEUS_BINARY"
exec "$here/node.sh" --test --test-reporter=spec "$1"
