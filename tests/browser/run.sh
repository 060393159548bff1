#!/usr/bin/env bash
# run.sh journeys|attacks|pages|lighthouse PROGRAM, run.sh samples TEST_PAGES: what ctest runs. `journeys` does what people come
# to do, with and without scripts; `attacks` writes hostile and awkward texts into every field; `pages` looks at every kind of
# page of the demo, as a visitor and signed in, `samples` at every
# template with rich, empty and hostile data (saved by the program of tests/pages), each light, dark, on a phone and at 200 %;
# `lighthouse` prints its scores. IMAGINONS_SCREENSHOTS=DIR: where pictures of what was looked at are kept.
# 77 = skipped: the npm packages are not installed.
set -euo pipefail
what=$1
program=$2
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v node >/dev/null || [ ! -d "$here/node_modules/playwright-core" ]; then
  echo "skipped: script/bootstrap --tests installs Node.js and the npm packages that the browser tests need"
  exit 77
fi
case $what in journeys|attacks) exec node "$here/$what.mjs" "$program" ;; esac
[ -z "${IMAGINONS_SCREENSHOTS:-}" ] || mkdir -p "$IMAGINONS_SCREENSHOTS"

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; }; rm -rf "$work"' EXIT
if [ "$what" = samples ]; then
  IMAGINONS_RENDER_DIR=$work "$program" >/dev/null
  node "$here/run.mjs" --samples "$work"
  exit
fi
"$program" serve --data "$work/data" --port 0 --threads 1 --demo >"$work/out" 2>"$work/err" &
server=$!
until grep -qs '^ready' "$work/err"; do
  kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
  sleep 0.1
done
base=$(grep -oE -m1 'http://127\.0\.0\.1:[0-9]+' "$work/out")
case $what in
  pages) node "$here/run.mjs" --outbox "$work/data/outbox" "$base" ;;
  lighthouse) node "$here/lighthouse.mjs" --outbox "$work/data/outbox" "$base" ;;
esac
