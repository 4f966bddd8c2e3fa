#!/bin/sh
# Makes dist/ from src/ and the lexicon: what the runtime image holds.
# shellcheck disable=SC3040  # the sh of the build is busybox, which has it
set -eu -o pipefail
rm -rf dist
mkdir -p dist/lib dist/share dist/bin dist/cgi-bin

# Without comments and empty lines; the first line of a script stays.
strip() { awk 'NR == 1 && /^#!/ { print; next } /^[ \t]*#/ || /^[ \t]*$/ { next } { print }' "$1"; }

echo "Joining the library"
for part in src/lib/*.awk; do strip "$part"; done > dist/lib/party.awk
awk -f dist/lib/party.awk -e 'BEGIN { exit }'

echo "Checking and copying scripts"
for script in src/bin/* src/cgi-bin/*; do
  sh -n "$script"
  strip "$script" > "dist/${script#src/}"
  chmod 0755 "dist/${script#src/}"
done

# For each offset the gain that settles soonest, found by trying.
echo "Computing the drift table"
awk -f dist/lib/party.awk -e '
    BEGIN {
        for (offset = -4000; offset <= 4000; offset += 25) {
            best = -1
            for (gain = 0.04; gain <= 0.401; gain += 0.04) {
                t = settling_time(offset, gain, 0.08, 40)
                if (t >= 0 && (best < 0 || t < best)) { best = t; at = gain }
            }
            printf "%d\t%.2f\t%d\n", offset, at, best
        }
    }' > dist/share/drift.tsv

echo "Packing the lexicon"
cp lexicon/codes.tsv lexicon/neighbours.tsv dist/share/
for table in dist/share/*.tsv; do
  gzip -9 < "$table" > "$table.gz"
  bzip2 -9 < "$table" > "$table.bz2"
  echo "$table: $(wc -c < "$table") bytes, gzip $(wc -c < "$table.gz"), bzip2 $(wc -c < "$table.bz2")"
  # The smaller one is offered for download, the plain one is what we read.
  if [ "$(wc -c < "$table.gz")" -lt "$(wc -c < "$table.bz2")" ]; then rm "$table.bz2"; else rm "$table.gz"; fi
done

(cd dist && find . -type f | sort | xargs sha256sum) > manifest
mv manifest dist/MANIFEST
echo "$(wc -l < dist/MANIFEST) files in dist"
