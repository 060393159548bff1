#!/usr/bin/env bash
# run.sh PROGRAM: what ctest runs. 77 = skipped: the npm packages are not installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v node >/dev/null || [ ! -d "$here/../browser/node_modules/smtp-server" ]; then
  echo "skipped: script/bootstrap --tests installs Node.js and the npm packages that this test needs"
  exit 77
fi
exec node "$here/smtp_test.mjs" "$1"
