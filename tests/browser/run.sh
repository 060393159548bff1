#!/usr/bin/env bash
# run.sh journeys|pages PROGRAM: what ctest runs. `journeys` does what people come to do, with and without scripts; `pages`
# looks at every kind of page of the demo, light, dark and on a phone, as a visitor and signed in.
# 77 = skipped: the npm packages are not installed.
set -euo pipefail
what=$1
program=$2
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v node >/dev/null || [ ! -d "$here/node_modules/playwright-core" ]; then
  echo "skipped: script/bootstrap --tests installs Node.js and the npm packages that the browser tests need"
  exit 77
fi
[ "$what" = pages ] || exec node "$here/journeys.mjs" "$program"

work=$(mktemp -d)
"$program" serve --data "$work/data" --port 0 --threads 1 --demo >"$work/out" 2>"$work/err" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$work"' EXIT
until grep -qs '^ready' "$work/err"; do
  kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
  sleep 0.1
done
node "$here/run.mjs" --outbox "$work/data/outbox" "$(grep -oE -m1 'http://127\.0\.0\.1:[0-9]+' "$work/out")"
