#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private image registry on the loopback address, for tests and for trying out
# registry caches. Debian's and Ubuntu's docker-registry, unpacked and not
# installed; it needs no root. DIR holds images/, registry.log, registry.yml,
# registry.pid ("PID START", see process_is in lib.sh) and address.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$HERE/lib.sh"

usage() {
  cat <<'TEXT'
A private image registry on 127.0.0.1.

  registry.sh start  [--dir DIR] [--port N]
  registry.sh stop   [--dir DIR] [--purge]
  registry.sh status [--dir DIR]
  registry.sh env    [--dir DIR]    prints LAYERDECK_TEST_REGISTRY=127.0.0.1:PORT
  registry.sh help

DIR is ~/.cache/layerdeck/registry (under XDG_CACHE_HOME where that is set) if
not given; without --port a free one is taken. Pushed images stay in DIR until
--purge.
TEXT
}

CACHE=$(ld_cache_home)
DIR=$CACHE/registry
PORT=0
PURGE=

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      --dir | --port)
        if [ -z "${2:-}" ]; then fail 2 "The option $1 wants a value. Nothing was done; see 'registry.sh help'."; fi
        if [ "$1" = --dir ]; then DIR=$2; else PORT=$2; fi
        shift
        ;;
      --purge) PURGE=1 ;;
      *) fail 2 "registry.sh does not know '$1'. Nothing was done; see 'registry.sh help'." ;;
    esac
    shift
  done
  case $PORT in
    '' | *[!0-9]*) fail 2 "'$PORT' is no port number. Nothing was done." ;;
  esac
  case $DIR in
    /*) ;;
    *) DIR=$PWD/$DIR ;;
  esac
}

is_running() {
  local pid start
  read -r pid start 2>/dev/null <"$DIR/registry.pid" || return 1
  process_is "$pid" "$start"
}

unpack_registry() {
  apt_root "$1/.work/apt" own || return 1
  apt_unpack "$1/.work/apt" "$1/.work/root" docker-registry || return 1
  mv "$1/.work/root/usr/bin/docker-registry" "$1/docker-registry" || return 1
  "$1/docker-registry" --version || return 1
  rm -rf "$1/.work"
}

need_registry() {
  local target=$CACHE/toolchain/registry fresh=$CACHE/toolchain/.registry.$$
  mkdir -p "$CACHE/toolchain"
  exec 8>"$CACHE/toolchain/.lock"
  flock 8
  if [ ! -x "$target/docker-registry" ]; then
    # shellcheck disable=SC2064  # the name as it is now
    trap "rm -rf '$fresh'" EXIT
    mkdir -p "$fresh"
    step "Downloading the registry ($(os_field ID) package docker-registry)" unpack_registry "$fresh" ||
      fail 4 "The package docker-registry could not be fetched. Nothing was changed on this machine." \
        "Check that this machine's package mirror can be reached (apt-get update), then try again."
    rm -rf "$target"
    mv "$fresh" "$target"
    trap - EXIT
  fi
  exec 8>&-
}

heard() { grep -aoE 'listening on (127\.0\.0\.1:)[0-9]+' "$DIR/registry.log" | awk '{ print $3 }' | head -n 1; }
heard_or_dead() { [ -n "$(heard)" ] || ! kill -0 "$SPAWNED" 2>/dev/null; }

start() {
  parse "$@"
  if is_running; then
    say "The private registry already runs: $(cat "$DIR/address")"
    return 0
  fi
  mkdir -p "$DIR/images"
  if [ "$LD_LOG" = /dev/null ]; then open_log "$DIR/start.log"; fi
  need_registry
  cat >"$DIR/registry.yml" <<YAML
version: 0.1
log: {level: info, fields: {service: layerdeck}}
storage:
  filesystem: {rootdirectory: "$DIR/images"}
  delete: {enabled: true}
http: {addr: "127.0.0.1:$PORT"}
YAML
  : >"$DIR/registry.log"
  OTEL_TRACES_EXPORTER=none setsid "$CACHE/toolchain/registry/docker-registry" serve "$DIR/registry.yml" \
    </dev/null >>"$DIR/registry.log" 2>&1 &
  SPAWNED=$!
  if ! try_until 30 heard_or_dead || [ -z "$(heard)" ]; then
    kill -KILL "$SPAWNED" 2>/dev/null || true
    fail 1 "The private registry did not start: $(grep -aoE 'msg=.*' "$DIR/registry.log" | tail -n 1)" \
      "Nothing of it was left running. Its log: $DIR/registry.log"
  fi
  printf '%s %s\n' "$SPAWNED" "$(process_start "$SPAWNED")" >"$DIR/registry.pid"
  heard >"$DIR/address"
  disown "$SPAWNED"
  say "The private registry runs: $(cat "$DIR/address")"
}

process_gone() { ! process_is "$1" "$2"; }

stop() {
  parse "$@"
  local pid start was=
  if is_running; then
    was=1
    read -r pid start <"$DIR/registry.pid"
    kill -TERM "$pid" 2>/dev/null || true
    if ! try_until 5 process_gone "$pid" "$start"; then
      kill -KILL "$pid" 2>/dev/null || true
      try_until 5 process_gone "$pid" "$start" || fail 1 "The private registry does not end (process $pid)."
    fi
  fi
  rm -f "$DIR/registry.pid" "$DIR/address"
  if [ -n "$PURGE" ] && [ -e "$DIR/registry.yml" ]; then
    rm -rf "$DIR/images"
    rm -f "$DIR"/registry.yml "$DIR"/registry.log "$DIR"/start.log "$DIR"/start.log.1
    rmdir "$DIR" 2>/dev/null || true
  fi
  if [ -n "$was" ]; then say "The private registry has stopped."; else say "No private registry was running in $DIR"; fi
}

status() {
  parse "$@"
  if is_running; then
    say "running: $(cat "$DIR/address")"
  else
    say "not running: nothing runs in $DIR"
    return 3
  fi
}

print_env() {
  parse "$@"
  if ! is_running; then fail 1 "No private registry runs in $DIR; run 'registry.sh start' first."; fi
  printf 'export LAYERDECK_TEST_REGISTRY=%s\n' "$(cat "$DIR/address")"
}

COMMAND=${1:-help}
if [ $# -gt 0 ]; then shift; fi
case $COMMAND in
  start | stop | status) "$COMMAND" "$@" ;;
  env) print_env "$@" ;;
  help | -h | --help) usage ;;
  *) fail 2 "registry.sh does not know the command '$COMMAND'. Nothing was done; see 'registry.sh help'." ;;
esac
