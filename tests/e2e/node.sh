#!/usr/bin/env bash
# Runs a script with the Node.js that the npm packages bring (the Inspector needs 22.19), else with the
# machine's. Ends with 77 (a skipped test) when there is none.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for node in "$here"/node_modules/node-linux-*/bin/node "$(command -v node || true)"; do
    if [[ -x $node ]]; then
        exec "$node" "$@"
    fi
done
echo "skipped: no Node.js here; scripts/setup --test brings it"
exit 77
