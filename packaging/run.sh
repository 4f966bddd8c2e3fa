#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a fresh machine to an open window: installs what is missing, builds, finds
# or starts a Docker engine, and opens Layerdeck. Quick when nothing changed.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$HERE")
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$HERE/lib.sh"

usage() {
  cat <<'TEXT'
packaging/run.sh [PROJECT]

Installs what is missing, builds Layerdeck, and opens it on PROJECT (a folder
with a Compose file), else on a working copy of the sample project. Uses your
Docker engine where there is one with Compose v2 and buildx 0.13 or later, else
a private one (packaging/engine.sh). Without a display it deploys the project in
the terminal instead.
TEXT
}

PROJECT=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    -*) fail 2 "run.sh does not know '$1'. Nothing was done; see 'packaging/run.sh --help'." ;;
    *)
      if [ -n "$PROJECT" ]; then fail 2 "run.sh takes one project, not '$PROJECT' and '$1'. Nothing was done."; fi
      PROJECT=$1
      ;;
  esac
  shift
done
if [ -n "$PROJECT" ]; then
  if [ ! -d "$PROJECT" ]; then
    fail 2 "There is no folder '$PROJECT'. Nothing was done; give the folder that holds the Compose file."
  fi
  PROJECT=$(cd "$PROJECT" && pwd)
fi

# ---- a display? ----------------------------------------------------------------

has_display() {
  local number
  case ${QT_QPA_PLATFORM:-} in
    '' | xcb* | wayland*) ;;
    offscreen* | minimal*) return 1 ;;
    *) return 0 ;;
  esac
  if [ -n "${WAYLAND_DISPLAY:-}" ]; then
    case $WAYLAND_DISPLAY in
      /*) if [ -S "$WAYLAND_DISPLAY" ]; then return 0; fi ;;
      *) if [ -S "${XDG_RUNTIME_DIR:-/nowhere}/$WAYLAND_DISPLAY" ]; then return 0; fi ;;
    esac
  fi
  case ${DISPLAY:-} in
    '') return 1 ;;
    :*)
      number=${DISPLAY#:}
      [ -S "/tmp/.X11-unix/X${number%%.*}" ] || grep -qF "@/tmp/.X11-unix/X${number%%.*}" /proc/net/unix
      ;;
    # Another machine's, or ssh -X.
    *) return 0 ;;
  esac
}

# ---- an engine -------------------------------------------------------------------

at_least() { printf '%s\n%s\n' "$1" "$2" | sort -V -C; }

# own_engine: true where the person's docker reaches a server and is new enough;
# else WHY says in words what is missing.
own_engine() {
  local compose buildx
  WHY='docker is not installed'
  command -v docker >/dev/null || return 1
  WHY='docker reaches no server'
  timeout 10 docker version --format '{{.Server.Version}}' >>"$LD_LOG" 2>&1 || return 1
  WHY='docker has no Compose v2'
  compose=$(timeout 10 docker compose version --short 2>>"$LD_LOG") || return 1
  at_least 2 "${compose#v}" || return 1
  WHY='docker has no buildx of version 0.13 or later'
  buildx=$(timeout 10 docker buildx version 2>>"$LD_LOG" | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1) || return 1
  at_least 0.13 "$buildx" || return 1
}

# ---- the steps -------------------------------------------------------------------

open_log "$(ld_state_home)/run.log"
case $(os_field ID) in
  debian | ubuntu) ;;
  *) note "This is $(os_field PRETTY_NAME); Layerdeck's scripts know Debian and Ubuntu, and try all the same." ;;
esac

PACKAGES=("${LD_BUILD_PACKAGES[@]}" "${LD_RUN_PACKAGES[@]}")
if [ -n "${WAYLAND_DISPLAY:-}" ]; then PACKAGES+=('?qt6-wayland'); fi
need_packages "${PACKAGES[@]}"

cd "$ROOT"
if [ ! -e build/release/build.ninja ]; then
  step "Configuring the release build" cmake --preset release ||
    fail 1 "CMake could not configure the build; nothing else was done."
fi
step "Building Layerdeck" cmake --build build/release ||
  fail 1 "Layerdeck did not build. If this is an unchanged checkout, please report it with the log above."
LAYERDECK=$ROOT/build/release/layerdeck

if [ -z "$PROJECT" ]; then
  PROJECT=${XDG_DATA_HOME:-$HOME/.local/share}/layerdeck/watchparty
  if [ ! -e "$PROJECT/docker-compose.yml" ]; then
    step "Making a working copy of the sample project" "$HERE/sample.sh" "$PROJECT" ||
      fail 1 "The sample project could not be copied to $PROJECT"
  fi
fi

PRIVATE=
if own_engine; then
  say "Using your Docker engine ($(docker context show 2>/dev/null || echo default))"
else
  PRIVATE=1
  say "Using Layerdeck's private engine, since $WHY"
  "$HERE/engine.sh" start
  ENVIRONMENT=$("$HERE/engine.sh" env)
  eval "$ENVIRONMENT"
fi

if has_display; then
  say "Opening Layerdeck on $PROJECT"
  exec "$LAYERDECK" -C "$PROJECT"
fi
say "There is no display here: deploying $PROJECT in the terminal."
RC=0
"$LAYERDECK" deploy -C "$PROJECT" || RC=$?
say "To open the window, run packaging/run.sh in a desktop session, or over 'ssh -X'."
if [ -n "$PRIVATE" ]; then say "To stop the private engine and its containers, run packaging/engine.sh stop."; fi
exit "$RC"
