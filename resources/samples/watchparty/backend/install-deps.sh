#!/bin/sh
# Checks the vendored word lists against deps.lock, and makes the lexicon of them:
#
#   lexicon/words.txt       every word once, sorted
#   lexicon/neighbours.tsv  words that are easily taken for each other
#   lexicon/codes.tsv       room codes, in the order in which they are given out
# shellcheck disable=SC3040  # the sh of the build is busybox, which has it
set -eu -o pipefail

echo "Checking $(grep -c . deps.lock) vendored files"
sha256sum -c deps.lock

mkdir -p lexicon
tr -s ' ' '\n' < vendor/adjectives.txt | sort -u > lexicon/adjectives.txt
tr -s ' ' '\n' < vendor/nouns.txt | sort -u > lexicon/nouns.txt
sort -u lexicon/adjectives.txt lexicon/nouns.txt > lexicon/words.txt
echo "$(wc -l < lexicon/words.txt) words"

awk -f lexicon.awk lexicon/words.txt | sort > lexicon/neighbours.tsv
echo "$(wc -l < lexicon/neighbours.tsv) pairs of neighbours"

# Two codes given out one after the other should not look alike, so the order is
# shuffled, the same way in every build.
awk '
    FILENAME ~ /blocked/    { if ($0 !~ /^#/) blocked[++rules] = $0; next }
    FILENAME ~ /adjectives/ { adjective[++as] = $1; next }
                            { noun[++ns] = $1 }
    END {
        for (a = 1; a <= as; a++)
            for (n = 1; n <= ns; n++) {
                code = adjective[a] "-" noun[n] "-"
                if (length(code) > 16) continue
                bad = 0
                for (r = 1; r <= rules; r++) if (code ~ blocked[r]) bad = 1
                if (bad) continue
                seed = (seed * 16807 + a * 131 + n) % 2147483647
                printf "%010d\t%s\n", seed, code
            }
    }
' vendor/blocked.txt lexicon/adjectives.txt lexicon/nouns.txt | sort | cut -f 2 > lexicon/codes.tsv
echo "$(wc -l < lexicon/codes.tsv) room codes"
