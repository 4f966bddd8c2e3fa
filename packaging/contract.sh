#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the contract tests need: GitHub's own description of its API, cut to what Layerdeck asks, and the validator that holds requests
# and answers against it. Fetched once into the person's cache.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$HERE/lib.sh"

usage() {
  cat <<'TEXT'
packaging/contract.sh fetch [--log FILE]    fetches what is missing
packaging/contract.sh env                   what tests need in their environment, for eval
TEXT
}

CONTRACT=$(dirname "$HERE")/tests/contract
DESCRIPTION=@octokit/openapi@23.0.2
DESCRIPTION_SHA512=a55f0cecbf46636dc0c9b36f4e6a369f28e6a669edebedac444fedaabd192d070f4b8967c3bbb979918d9b044d9010b70fb8195db171e401f32d455105718386
LOCKS=$(sha256sum "$CONTRACT/package-lock.json" "$CONTRACT/cut.mjs" | sha256sum | cut -c1-16)
DIR=$(ld_cache_home)/contract-$LOCKS

# In parts, so that what was fetched stays when a later part fails.
fetch_description() {
  local work=$DIR/.fetch
  rm -rf "$work"
  mkdir -p "$work"
  (cd "$work" && npm pack --silent "$DESCRIPTION" && mv -- *.tgz description.tgz) || return 1
  printf '%s  %s\n' "$DESCRIPTION_SHA512" "$work/description.tgz" | sha512sum -c - || return 1
  tar -xzf "$work/description.tgz" -C "$work" package/generated/api.github.com.json || return 1
  node "$CONTRACT/cut.mjs" "$work/package/generated/api.github.com.json" "$work/description.json" || return 1
  mv "$work/description.json" "$DIR/description.json"
  rm -rf "$work"
}

fetch_validator() {
  cp "$CONTRACT/package.json" "$CONTRACT/package-lock.json" "$DIR/"
  (cd "$DIR" && npm ci --ignore-scripts --no-audit --no-fund) || return 1
  touch "$DIR/.validator"
}

fetch() {
  # Whoever has Node from elsewhere keeps it.
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then need_packages "${LD_CONTRACT_PACKAGES[@]}"; fi
  mkdir -p "$DIR"
  if [ ! -e "$DIR/description.json" ]; then
    step "Fetching GitHub's description of its API" fetch_description || return 1
  fi
  if [ ! -e "$DIR/.validator" ]; then
    step "Fetching the validator for it" fetch_validator || return 1
  fi
}

case ${1:-} in
  fetch)
    if [ "${2:-}" = --log ]; then LD_LOG=${3:?}; fi
    fetch
    ;;
  env)
    if [ -e "$DIR/description.json" ] && [ -e "$DIR/.validator" ]; then printf 'export LAYERDECK_CONTRACT_DIR=%q\n' "$DIR"; fi
    ;;
  -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
