#!/usr/bin/env bash
# audit_test.sh SOURCE_DIR PROGRAM: an auditor's program that uses nobody's code but Go's follows a running site, and both it
# and `verify --url` refuse a site that tampers. The site holds a real consultation where it is there, else the demo.
# 77 = skipped: no Go, or none of its log code.
set -euo pipefail
source_dir=$1
program=$2
gocode=/usr/share/gocode
command -v go > /dev/null && [ -d $gocode/src/golang.org/x/mod/sumdb ] && command -v node > /dev/null || {
  echo "skipped: wants golang-go, golang-golang-x-mod-dev and nodejs"
  exit 77
}
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done; rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
first_line() { # FILE PID: as soon as there is one
  until [ -s "$1" ]; do kill -0 "$2" || fail "a program ended early"; sleep 0.05; done
  head -n1 "$1"
}

(cd "$source_dir/tests/audit-go" &&
  GO111MODULE=off GOFLAGS='' GOPATH=$work/go:$gocode GOCACHE=$work/cache go build -o "$work/audit-go" .)

# A site, and somebody who may write to it.
consultation=$source_dir/../shared/data/republique-numerique
if [ -d "$consultation" ]; then
  "$program" import --data "$work/site" --format republique-numerique "$consultation" > /dev/null 2>&1
  demo=()
else
  demo=(--demo)
fi
token=$("$program" token --data "$work/site" --pseudonym Auditrice | tail -n1)
"$program" serve --data "$work/site" --port 0 --threads 1 "${demo[@]}" > "$work/out" 2> "$work/err" &
server=$!
pids+=($server)
url=$(first_line "$work/out" $server | grep -o 'http://127.0.0.1:[0-9]*')
until curl -sf "$url/readyz" > /dev/null; do kill -0 $server || fail "the site ended"; sleep 0.05; done
key=$(curl -sf "$url/.well-known/imaginons-log-key")
published() { curl -sf "$url/log/checkpoint" | sed -n 2p; }
digest() { curl -sf "$url/api/v1/digest" | sed 's/.*"public":"\([0-9a-f]*\)".*/\1/'; }
mirrored_digest() { "$program" replay --data "$work/mirror" | cut -d' ' -f4; }

# Everything, the first time.
size=$(published)
"$work/audit-go" -url "$url" -key "$key" -state "$work/seen" | tee "$work/said"
grep -q "has $size entries under root .* $size checked$" "$work/said" || fail "audit-go did not check every entry"
from=${EPOCHREALTIME/./}
"$program" verify --url "$url" --data "$work/mirror" --key "$key" | tee "$work/said"
echo "verify --url: $((size * 1000 / ((${EPOCHREALTIME/./} - from) / 1000 + 1))) events/s"
grep -q "^mirrored $size new events of $size, [1-9]" "$work/said" || fail "verify --url did not mirror every event"
[ "$(digest)" = "$(mirrored_digest)" ] || fail "the mirror does not replay to the digest that the site shows"

cp "$work/seen" "$work/first"

# What came since, and that what was there is still there.
curl -sf -X POST "$url/api/v1/proposals" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
  -d '{"title":"Une fontaine devant la gare","body":"Pour boire en attendant."}' > /dev/null
until [ "$(published)" -gt "$size" ]; do kill -0 $server || fail "the site ended"; sleep 0.1; done
"$work/audit-go" -url "$url" -key "$key" -state "$work/seen" | tee "$work/said"
grep -q "checked, consistent with the $size seen before$" "$work/said" || fail "audit-go did not prove growth"
"$program" verify --url "$url" --data "$work/mirror" | tee "$work/said"
grep -q "^mirrored $(($(published) - size)) new events" "$work/said" || fail "verify --url did not fetch what is new"
[ "$(digest)" = "$(mirrored_digest)" ] || fail "the second digest is another"
"$program" export --data "$work/mirror" --out "$work/export" > /dev/null
grep -q 'Une fontaine devant la gare' "$work/export/proposals.csv" || fail "the mirror's export lacks the words"

# Four lies, and the truth by the same way.
node "$source_dir/tests/audit-go/liar.mjs" "$url" > "$work/port" &
liar=$!
pids+=($liar)
by=http://127.0.0.1:$(first_line "$work/port" $liar)
"$work/audit-go" -url "$by/honest" -key "$key" -state "$work/first" > /dev/null || fail "audit-go refuses the truth"
"$program" verify --url "$by/honest" --data "$work/honest" --key "$key" > /dev/null || fail "verify refuses the truth"
for lie in entry tile size signature; do
  ! "$work/audit-go" -url "$by/$lie" -key "$key" > /dev/null 2> "$work/said" || fail "audit-go believes a lie: $lie"
  cat "$work/said"
  ! "$program" verify --url "$by/$lie" --data "$work/$lie" --key "$key" > "$work/said" || fail "verify believes a lie: $lie"
  cat "$work/said"
  [ "$(wc -l < "$work/said")" -eq 1 ] && grep -q '^bad: ' "$work/said" || fail "verify does not say what is wrong: $lie"
  [ ! -e "$work/$lie/checkpoint" ] || fail "verify keeps a lie: $lie"
  ! "$program" verify --data "$work/$lie" > /dev/null 2>&1 || fail "verify takes for sound what was begun to be mirrored: $lie"
done
"$program" verify --data "$work/mirror" | grep -q '^ok ' || fail "the mirror is not what it was"
