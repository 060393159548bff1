#!/usr/bin/env bash
# Runs README.md's own commands: readme_test.sh SOURCE_DIR PROGRAM. The two scripts of the first block are only checked to be
# there (this test is run by one of them); the verbs are run, in a temporary directory, and must print what they promise.
set -euo pipefail
source_dir=$1
program=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

blocks=$(awk '/^```sh$/ {inside = 1; next} /^```$/ {inside = 0} inside' "$source_dir/README.md")
scripts=$(grep -oE '^script/[a-z]+' <<<"$blocks")
commands=$(grep '^build/release/imaginons ' <<<"$blocks")
[ "$(wc -l <<<"$scripts")" -eq 2 ] || { echo "README.md no longer shows two scripts" >&2; exit 1; }
[ "$(wc -l <<<"$commands")" -ge 4 ] || { echo "README.md shows fewer than four verbs" >&2; exit 1; }

for script in $scripts; do
  [ -x "$source_dir/$script" ] || { echo "$script cannot be run" >&2; exit 1; }
done

while IFS= read -r line; do
  line=${line//build\/release\/imaginons/\"$program\"}
  line=${line//\/tmp\/imaginons-first/$work\/first}
  echo "+ $line"
  eval "$line" | tee -a "$work/printed"
done <<<"$commands"

grep -qE '^ok size [1-9][0-9]* root [A-Za-z0-9+/]{43}=$' "$work/printed" || { echo "verify did not say ok" >&2; exit 1; }
grep -qE '^position [1-9][0-9]* public [0-9a-f]{64} full [0-9a-f]{64}$' "$work/printed" || { echo "replay printed no digests" >&2; exit 1; }
# The first round's, and that of what was restored from the backup.
[ "$(grep -c '^ok size' "$work/printed")" -eq 2 ] || { echo "the restored data were not verified" >&2; exit 1; }
for part in log vault; do
  [ -s "$work/first-backup/$part/MANIFEST" ] || { echo "backup wrote no $part part" >&2; exit 1; }
done
for file in events.ndjson projects.csv proposals.csv arguments.csv statements.csv stances.csv datapackage.json; do
  [ -s "$work/first-export/$file" ] || { echo "export wrote no $file" >&2; exit 1; }
done
