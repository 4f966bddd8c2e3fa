#!/bin/sh
# Checks the vendored data against packages.lock, and makes the packages that
# src/ builds on:
#
#   packages/palette.tsv   colours of avatars
#   packages/emoji.js      short codes of the chat
# shellcheck disable=SC3040  # the sh of the build is busybox, which has it
set -eu -o pipefail

echo "Checking $(grep -c . packages.lock) vendored files"
sha256sum -c packages.lock

mkdir -p packages
awk -f palette.awk vendor/palette.conf > packages/palette.tsv
echo "$(wc -l < packages/palette.tsv) avatar colours"

awk -F '\t' '
    BEGIN { print "export const emoji = {" }
    { printf "  %s: [\"\\u{%s}\", \"%s\"],\n", $1, $2, $3 }
    END { print "};" }
' vendor/emoji.tsv > packages/emoji.js
echo "$(($(wc -l < packages/emoji.js) - 2)) emoji"
