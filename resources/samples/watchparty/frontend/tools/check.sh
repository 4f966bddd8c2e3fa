#!/bin/sh
# What must be true of dist/ before it may be served.
# shellcheck disable=SC3040  # the sh of the build is busybox, which has it
set -eu -o pipefail
bad=0
complain() {
  echo "FAIL  $*"
  bad=1
}

echo "Checking texts"
cut -d = -f 1 src/locales/en.properties | sort > work/keys
for locale in src/locales/*.properties; do
  cut -d = -f 1 "$locale" | sort | cmp -s - work/keys || complain "$locale has other texts than en"
done

echo "Checking links"
for page in dist/*.html dist/*/*.html; do
  if grep -q '{{\|/@' "$page"; then complain "$page has a gap"; fi
  grep -o '/assets/[^"]*' "$page" | while read -r link; do
    [ -f "dist$link" ] || echo "$page: no $link"
  done > work/links
  if [ -s work/links ]; then complain "$(cat work/links)"; fi
done

echo "Checking sizes"
for limit in js:20000 css:4000 backdrop:200000; do
  size=$(cat dist/assets/"${limit%%:*}".*.gz | wc -c)
  echo "  ${limit%%:*}: $size of ${limit#*:} bytes"
  [ "$size" -le "${limit#*:}" ] || complain "${limit%%:*} is too big"
done

# Seen by one man in twelve: red and green must not be all that tells two apart.
echo "Checking colours for protanopia and deuteranopia"
awk -F '\t' '
    function byte(at) { return (index("0123456789abcdef", substr($2, at, 1)) - 1) * 16 + index("0123456789abcdef", substr($2, at + 1, 1)) - 1 }
    { n++; r[n] = byte(2); g[n] = byte(4); b[n] = byte(6) }
    END {
        for (turn = 0; turn < 2; turn++)
            for (i = 1; i <= n; i++)
                for (j = i + 1; j <= n; j++) {
                    mix = turn ? 0.625 : 0.567
                    x = mix * (r[i] - r[j]) + (1 - mix) * (g[i] - g[j])
                    y = b[i] - b[j]
                    if (x * x + y * y < 16) close_pairs++
                }
        print "  " close_pairs + 0 " of " n * (n - 1) " pairs are close"
        exit close_pairs > n * (n - 1) / 20
    }
' packages/palette.tsv || complain "too many colours look alike"

# The pattern must not repeat within a screen: compare each pair of its rows.
echo "Checking the backdrop for seams"
awk -F '"' '
    /<rect/ { split($10, hsl, /[(,%]/); row[$4] = row[$4] sprintf("%c", hsl[2] - 200) }
    END {
        for (y in row)
            for (z in row)
                for (shift = 1; shift < 40; shift++) {
                    equal = 0
                    for (x = 1; x <= 24; x++) equal += substr(row[y], x, 1) == substr(row[z], x + shift, 1)
                    if (equal == 24) seams++
                }
        exit seams > 0
    }
' dist/assets/backdrop.*.svg || complain "the backdrop repeats itself"

exit $bad
