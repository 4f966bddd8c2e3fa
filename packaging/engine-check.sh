#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# engine-check.sh DIR: does engine.sh keep its word? Starts, crashes and stops two
# engines in DIR/a and DIR/b, and looks for traces of them in the machine.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$HERE/lib.sh"
BASE=${1:?a new folder to work in}
mkdir -p "$BASE"
BASE=$(cd "$BASE" && pwd)
A=$BASE/a
B=$BASE/b
PATH=$PATH:/usr/sbin:/sbin

engine() { "$HERE/engine.sh" "$@"; }
inside() { (eval "$(engine env --dir "$1")" && shift && docker "$@"); }
pid_of() { cut -d ' ' -f 1 "$1/engine.pid"; }

failures=0
check() {
  local text=$1
  shift
  if "$@" >"$BASE/output" 2>&1; then
    say "ok    $text"
  else
    say "FAIL  $text"
    sed 's/^/      /' "$BASE/output"
    failures=$((failures + 1))
  fi
}

# What an engine in DIR shows in the machine: processes, bridge, groups, mounts.
traces_of() {
  local dir=$1 group path
  group=layerdeck-$(printf '%s' "$dir" | sha256sum | cut -c1-12)
  for path in /proc/[0-9]*; do
    if grep -qaF -e "--config-file"$'\0'"$dir/" "$path/cmdline" 2>/dev/null; then echo "process $path"; fi
    if grep -qF "$group" "$path/cgroup" 2>/dev/null; then echo "process $path"; fi
  done
  ip -o link show type bridge | grep -F "layerdeck $dir" || true
  find /sys/fs/cgroup -maxdepth 2 -name "$group" 2>/dev/null || true
  grep -F " $dir/" /proc/mounts || true
}
no_traces() {
  local found
  found=$(traces_of "$1")
  if [ -n "$found" ]; then say "$found"; fi
  [ -z "$found" ]
}

gone() { ! ip link show "$1" 2>/dev/null; }

purge() { engine stop --purge --dir "$1" && [ ! -e "$1" ]; }

# An image of one static busybox, and a container of it that hears SIGTERM.
run_container() {
  local box
  box=$BASE/box
  mkdir -p "$box"
  cp "$(command -v busybox)" "$box/busybox"
  cat >"$box/Dockerfile" <<'TEXT'
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN hostname -i > /address
TEXT
  inside "$1" build -q -t check "$box" >/dev/null
  inside "$1" run -d --name check --network none check sh -c 'trap "exit 0" TERM; while :; do sleep 0.1; done' >/dev/null
}

trap 'engine stop --purge --dir "$A" >/dev/null 2>&1 || true; engine stop --purge --dir "$B" >/dev/null 2>&1 || true; rm -rf "$BASE"' EXIT
trap 'exit 130' INT TERM

others=$(ip -o link show type bridge | grep -c ' ldk[0-9]*:' || true)
forward_before=$(cat /proc/sys/net/ipv4/ip_forward)

engine start --dir "$A"
engine start --dir "$B" --store containerd
check "two engines run side by side" test "$(pid_of "$A")" != "$(pid_of "$B")"
check "the first has the classic store" test "$(inside "$A" info --format '{{.Driver}}')" != overlayfs
check "the socket is its owner's alone" test "$(stat -c %a "$A/docker.sock")" = 600
run_container "$A"
network=br-$(inside "$A" network create check | cut -c1-12)
check "a network of it has its bridge" ip link show "$network"
run_container "$B"
check "exec lands in the container" inside "$A" exec check test -e /address
check "a second start changes nothing" test "$(pid_of "$A")" = "$(engine start --dir "$A" >/dev/null; pid_of "$A")"

kill -KILL "$(pid_of "$A")" 2>/dev/null || as_root kill -KILL "$(pid_of "$A")"
crashed() { case $(engine status --dir "$A") in crashed*) ;; *) return 1 ;; esac }
check "status tells a crash" try_until 10 crashed
check "stop works after a crash" engine stop --dir "$A"
check "a crashed and stopped engine leaves no trace" no_traces "$A"
check "its neighbour still builds and runs" test "$(inside "$B" exec check echo alive)" = alive

engine start --dir "$A"
check "images survive a crash" inside "$A" image inspect --format '{{.Id}}' check
check "stop ends a running engine" engine stop --dir "$A"
check "a stopped engine leaves no trace" no_traces "$A"

mkdir -p "$A/data"
mv "$A/data" "$A/kept"
: >"$A/data"
fails_to_start() { ! engine start --dir "$A" 2>"$BASE/said" && grep -q "did not start" "$BASE/said"; }
check "a start that fails says so" fails_to_start
check "a failed start leaves no trace" no_traces "$A"
rm -f "$A/data"
mv "$A/kept" "$A/data" 2>/dev/null || as_root mv "$A/kept" "$A/data"

check "purge removes the folder" purge "$A"
check "purge of the second one too" purge "$B"
check "a purged engine leaves no trace" no_traces "$B"
check "its networks are gone too" gone "$network"
# Other private engines, if there are any, share this switch.
if [ "$others" -eq 0 ]; then
  check "the forwarding switch is as before" test "$forward_before" = "$(cat /proc/sys/net/ipv4/ip_forward)"
fi

if [ "$failures" -gt 0 ]; then fail 1 "engine.sh does not keep its word in $failures points."; fi
