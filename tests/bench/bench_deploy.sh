#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# layerdeck deploy of the sample, every step cached, against the same work typed by hand (docker compose build, then
# up --no-build --wait), in alternating pairs; then cold and forced against cached.
#   tests/bench/bench_deploy.sh LAYERDECK SAMPLE [PAIRS]
# Needs an engine in the environment (packaging/engine.sh env) and a sample (packaging/sample.sh SAMPLE).
set -euo pipefail

LAYERDECK=$1
cd "$2"
PAIRS=${3:-9}
GIT_COMMIT_HASH=$(git rev-parse HEAD)
export GIT_COMMIT_HASH BUILDX_NO_DEFAULT_ATTESTATIONS=1
XDG_STATE_HOME=$(mktemp -d)
export XDG_STATE_HOME
trap 'rm -rf "$XDG_STATE_HOME"' EXIT

# seconds COMMAND...: how long it takes
seconds() {
  local from to
  from=$(date +%s.%N)
  "$@" >/dev/null 2>&1
  to=$(date +%s.%N)
  awk -v a="$from" -v b="$to" 'BEGIN { printf "%.3f\n", b - a }'
}
ours() { "$LAYERDECK" deploy; }
typed() { docker compose build && docker compose up -d --no-build --wait; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f\n", a / b }'; }

ours >/dev/null
OURS=() TYPED=() RATIOS=()
for ((i = 0; i < PAIRS; i++)); do
  if ((i % 2)); then b=$(seconds typed) a=$(seconds ours); else a=$(seconds ours) b=$(seconds typed); fi
  OURS+=("$a") TYPED+=("$b") RATIOS+=("$(ratio "$a" "$b")")
done
CACHED=$(printf '%s\n' "${OURS[@]}" | median)
printf 'all cached: layerdeck deploy %s s, typed %s s (medians of %d); ratios of the pairs: %s, median %s\n' "$CACHED" \
  "$(printf '%s\n' "${TYPED[@]}" | median)" "$PAIRS" "${RATIOS[*]}" "$(printf '%s\n' "${RATIOS[@]}" | median)"
FORCED=$(seconds "$LAYERDECK" rebuild)
"$LAYERDECK" clear --yes --unowned --shared --images >/dev/null
COLD=$(seconds ours)
printf 'forced %s s, %s times the cached one; cold %s s, %s times\n' "$FORCED" "$(ratio "$FORCED" "$CACHED")" "$COLD" "$(ratio "$COLD" "$CACHED")"
