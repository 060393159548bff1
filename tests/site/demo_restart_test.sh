#!/usr/bin/env bash
# demo_restart_test.sh PROGRAM: a program that is killed while it writes its demo goes on with it at the next start, and
# comes to as many events as one that was left alone. 77 = skipped: it was never caught in the middle.
set -euo pipefail
program=$1
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$work"' EXIT

start() { "$program" serve --data "$1" --port 0 --threads 1 --demo >"$work/out" 2>"$work/err" & server=$!; }
position() { "$program" replay --data "$1" 2>/dev/null | cut -d' ' -f2; }
until_ready() {
  until grep -qs '^ready' "$work/err"; do
    kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
    sleep 0.05
  done
  kill "$server" && wait "$server" || true
  server=
}

start "$work/whole"
until_ready
whole=$(position "$work/whole")

for try in 1 2 3 4 5 6 7 8; do
  data=$work/cut$try
  : >"$work/err"
  start "$data"
  until at=$(position "$data") && [ "${at:-0}" -gt 1 ]; do kill -0 "$server"; done
  kill -9 "$server"
  wait "$server" 2>/dev/null || true
  cut_at=$(position "$data")
  [ "$cut_at" -lt "$whole" ] || continue
  : >"$work/err"
  start "$data"
  until_ready
  echo "cut at $cut_at, then $(position "$data") events, of $whole"
  [ "$(position "$data")" -eq "$whole" ]
  exit
done
echo "skipped: the demo was written too fast to be cut"
exit 77
