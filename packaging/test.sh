#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Layerdeck and runs every test against a private engine and a private
# registry, which it starts and stops itself. Its exit code is that of the tests.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$HERE")
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$HERE/lib.sh"

usage() {
  cat <<'TEXT'
packaging/test.sh [--full] [--keep]

Installs what is missing, builds, starts a private engine and a registry on
loopback, runs the tests, and stops what it started.

  --full  also what takes long: tests labelled "full", sanitizer builds, the
          engine tests on the containerd store and on the newest Docker, and the
          check of engine.sh itself
  --keep  leaves engine and registry running, and says how to use and stop them

With CI=true in the environment a missing engine is a failure; otherwise the
tests that need one are left out, with a word.
TEXT
}

FULL=
KEEP=
for option in "$@"; do
  case $option in
    --full) FULL=1 ;;
    --keep) KEEP=1 ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail 2 "test.sh does not know '$option'. Nothing was done; see 'packaging/test.sh --help'." ;;
  esac
done

open_log "$(ld_state_home)/test.log"
need_packages "${LD_BUILD_PACKAGES[@]}" "${LD_RUN_PACKAGES[@]}" "${LD_TEST_PACKAGES[@]}"
cd "$ROOT"

# ---- engine and registry, and their end ----------------------------------------

# A short name: sockets must fit into 107 characters.
WORK=$(mktemp -d /tmp/layerdeck-test.XXXXXX)
chmod 0755 "$WORK"

# shellcheck disable=SC2317  # called by a trap
clean_up() {
  local rc=$?
  trap '' INT TERM
  if [ -n "$KEEP" ]; then
    say "Left running, as asked. To use them, and to stop them:"
    say "  eval \"\$(packaging/engine.sh env --dir $WORK/engine; packaging/registry.sh env --dir $WORK/registry)\""
    say "  packaging/engine.sh stop --purge --dir $WORK/engine; packaging/registry.sh stop --purge --dir $WORK/registry; rm -rf $WORK"
    exit "$rc"
  fi
  "$HERE/registry.sh" stop --purge --dir "$WORK/registry" >>"$LD_LOG" 2>&1 || true
  stop_engine >>"$LD_LOG" 2>&1 || note "The private engine in $WORK/engine could not be stopped; the log says why: $LD_LOG"
  rm -rf "$WORK" 2>>"$LD_LOG" || note "Some files could not be removed: $WORK"
  exit "$rc"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# start_engine OPTION...: in $WORK/engine, and into the environment.
start_engine() {
  local words
  "$HERE/engine.sh" start --dir "$WORK/engine" "$@" || return 1
  words=$("$HERE/engine.sh" env --dir "$WORK/engine") || return 1
  eval "$words"
}
stop_engine() {
  "$HERE/engine.sh" stop --purge --dir "$WORK/engine"
}

# ---- one run of ctest ------------------------------------------------------------

# run_tests PRESET CTEST-ARGUMENT...
run_tests() {
  local preset=$1
  shift
  # What tests write about a person goes here, not to the person's own folders.
  mkdir -p "$WORK/tmp"
  mkdir -p "$WORK/runtime"
  chmod 0700 "$WORK/runtime"
  env LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen TMPDIR="$WORK/tmp" XDG_RUNTIME_DIR="$WORK/runtime" \
    XDG_CONFIG_HOME="$WORK/home/config" XDG_DATA_HOME="$WORK/home/data" XDG_STATE_HOME="$WORK/home/state" \
    LAYERDECK_TEST_ENGINE_DIR="$WORK/engine" \
    LAYERDECK_ENGINE_SCRIPT="$HERE/engine.sh" \
    LAYERDECK_SAMPLE_SCRIPT="$HERE/sample.sh" \
    ASAN_OPTIONS="${ASAN_OPTIONS:-abort_on_error=0}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}" \
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error --timeout 300 -j2 \
    --output-junit "$ROOT/build/$preset/junit.xml" "$@" </dev/null
}

# build PRESET
build() {
  if [ ! -e "build/$1/build.ninja" ]; then
    step "Configuring the $1 build" cmake --preset "$1" || fail 1 "CMake could not configure the $1 build; no test was run."
  fi
  step "Building ($1)" cmake --build "build/$1" || fail 1 "The $1 build failed; no test was run."
}

# An SSH server for the tests, unpacked and not installed: no service appears on this machine.
unpack_sshd() {
  local target=$1
  if [ -x "$target/usr/sbin/sshd" ]; then return 0; fi
  rm -rf "$target" "$target.apt"
  apt_root "$target.apt" own && apt_unpack "$target.apt" "$target" openssh-server libwrap0 && rm -rf "$target.apt"
}

# ---- the steps -------------------------------------------------------------------

step "Checking the scripts" shellcheck -x -S warning .ci/run packaging/*.sh resources/samples/watchparty/*.sh \
  resources/samples/watchparty/*/*.sh resources/samples/watchparty/*/*/*.sh ||
  fail 1 "shellcheck found something; no test was run."
build dev

FAILED=()
SELECTION=(-LE '^full$')
if [ -n "$FULL" ]; then SELECTION=(); fi

step "Starting a private registry" "$HERE/registry.sh" start --dir "$WORK/registry" ||
  fail 1 "The tests need a private registry, and it did not start; no test was run."
eval "$("$HERE/registry.sh" env --dir "$WORK/registry")"

SSHD=$(ld_cache_home)/sshd
step "Unpacking an SSH server" unpack_sshd "$SSHD" || fail 1 "The tests need an SSH server, and it was not to be had; no test was run."
export LAYERDECK_TEST_SSHD=$SSHD/usr/sbin/sshd
LAYERDECK_TEST_SSHD_LIBS=$(find "$SSHD" -name 'libwrap.so*' -printf '%h\n' | head -n 1)
export LAYERDECK_TEST_SSHD_LIBS

if "$HERE/contract.sh" fetch --log "$LD_LOG"; then
  eval "$("$HERE/contract.sh" env)"
elif [ "${CI:-}" = true ]; then
  fail 1 "GitHub's description of its API was not to be had, and in CI no test may be left out. No test was run."
else
  note "The tests that hold Layerdeck against GitHub's description are skipped."
fi

if [ -n "$FULL" ]; then
  say "Checking engine.sh itself"
  "$HERE/engine-check.sh" "$WORK/check" || FAILED+=("engine.sh")
  build asan
  start_engine --store classic || fail 1 "The private engine did not start; --full cannot do without."
  export LAYERDECK_TEST_ENGINE=1 LAYERDECK_TEST_STORE=classic
  say "Unit and engine tests with sanitizers, and the fuzzer at length"
  run_tests asan -L '^(unit|models|contract|engine|fuzz)$' || FAILED+=("sanitizers")
  stop_engine >>"$LD_LOG"
  export LAYERDECK_TEST_STORE=containerd
  start_engine --store containerd || fail 1 "The private engine did not start; --full cannot do without."
  say "Engine tests on the containerd store"
  run_tests dev -L '^engine$' || FAILED+=("containerd store")
  stop_engine >>"$LD_LOG"
  if [ "$(os_field ID)" = debian ]; then
    for store in classic containerd; do
      export LAYERDECK_TEST_STORE=$store
      start_engine --store "$store" --suite sid || fail 1 "The engine of sid did not start; --full cannot do without."
      say "Engine tests on $(docker version --format '{{.Server.Version}}'), $store store"
      run_tests dev -L '^engine$' || FAILED+=("sid, $store store")
      stop_engine >>"$LD_LOG"
    done
  fi
fi

export LAYERDECK_TEST_STORE=classic
if start_engine --store classic; then
  export LAYERDECK_TEST_ENGINE=1
elif [ "${CI:-}" = true ]; then
  fail 1 "The private engine did not start, and in CI no test may be left out. No test was run."
else
  note "The tests that need a Docker engine are left out."
  SELECTION=(-LE '^(full|engine)$')
fi

# Last, so that ctest's own summary closes the output.
RC=0
run_tests dev "${SELECTION[@]}" || RC=$?
if [ "${#FAILED[@]}" -gt 0 ]; then
  note "Before these, something else failed: $(printf '%s; ' "${FAILED[@]}")"
  if [ "$RC" -eq 0 ]; then RC=1; fi
fi
exit "$RC"
