#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes a ready working copy of the sample project in a new folder: the files of
# resources/samples/watchparty, this machine's static busybox where its
# Dockerfiles want it, and a git repository with one commit. The commit is the
# same on every machine: fixed names, fixed date, no settings of the person.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$HERE/lib.sh"
SOURCE=$HERE/../resources/samples/watchparty

case ${1:-} in
  '' | -h | --help)
    say "usage: packaging/sample.sh DIR"
    say "Makes a working copy of the sample project in DIR, which must not exist or be empty."
    if [ -z "${1:-}" ]; then exit 2; fi
    exit 0
    ;;
esac
TARGET=$1

if [ -e "$TARGET" ] && [ ! -d "$TARGET" ]; then
  fail 3 "$TARGET is a file, not a folder. Nothing was changed; give a folder that does not exist yet."
fi
if [ -d "$TARGET" ] && [ -n "$(ls -A "$TARGET")" ]; then
  fail 3 "The folder $TARGET is not empty. Nothing was changed; give a folder that does not exist yet."
fi
if ! command -v git >/dev/null; then
  fail 1 "The sample is kept under git, and git is not installed. Nothing was changed; install it (apt-get install git)."
fi

# static_busybox: where this machine has a busybox that needs no library.
static_busybox() {
  local path
  {
    dpkg -L busybox-static 2>/dev/null | grep '/busybox$' || true
    command -v busybox || true
  } | while read -r path; do
    # ldd fails, or says so, for what is not dynamically linked.
    if [ -x "$path" ] && [ -f "$path" ] && { ! ldd "$path" >/dev/null 2>&1 || ldd "$path" 2>&1 | grep -F 'statically' >/dev/null; }; then
      echo "$path"
      break
    fi
  done
}

BUSYBOX=$(static_busybox)
if [ -z "$BUSYBOX" ]; then
  fail 1 "The sample's images are made of a static busybox, and this machine has none. Nothing was changed." \
    "Install it: apt-get install busybox-static"
fi

umask 022
mkdir -p "$TARGET"
TARGET=$(cd "$TARGET" && pwd)
cp -R "$SOURCE/." "$TARGET/"
rm -rf "$TARGET/.git" "$TARGET/backend/rootfs/bin" "$TARGET/frontend/rootfs/bin"
# The mode of a file is part of a build step's key: the checkout's umask must not matter.
chmod -R u=rwX,go=rX "$TARGET"
for service in backend frontend; do
  mkdir -p "$TARGET/$service/rootfs/bin"
  cp "$BUSYBOX" "$TARGET/$service/rootfs/bin/busybox"
  chmod 0755 "$TARGET/$service/rootfs/bin/busybox"
done

# Nothing of the person's git, and nothing of a git that called this script.
while read -r name; do unset "$name"; done < <(git rev-parse --local-env-vars)
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_DATE='2024-05-17T18:30:00+0000' GIT_COMMITTER_DATE='2024-05-17T18:30:00+0000'
cd "$TARGET"
git -c init.templateDir= init -q -b main .
git config user.name 'Watch Party Team'
git config user.email 'team@watchparty.example'
git config core.autocrlf false
git add -A
git commit -q -m 'Watch parties: rooms, sync and the page'
say "The sample is in $TARGET"
