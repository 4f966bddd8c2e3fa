# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of this folder share. To be sourced, not run.
#
# Words used here: a *step* is one line on the screen; everything a step prints
# goes to the log file LD_LOG and is shown only when the step fails.

LD_LOG=${LD_LOG:-/dev/null}

# The packages; how a name is written is said at need_packages.
# shellcheck disable=SC2034  # used by run.sh, test.sh and contract.sh
{
  LD_BUILD_PACKAGES=(g++ cmake ninja-build ccache git pkg-config
    qt6-base-dev qt6-base-dev-tools 'qt6-svg-dev|libqt6svg6-dev' qcoro-qt6-dev
    libyaml-cpp-dev libexpected-dev libboost-dev libarchive-dev libnghttp2-dev qtkeychain-qt6-dev)
  LD_RUN_PACKAGES=('libqt6svg6|libqt6svg6t64' libqt6sql6-sqlite qt6-qpa-plugins
    fonts-inter fonts-jetbrains-mono fonts-dejavu-core
    busybox-static iproute2 iptables xz-utils ca-certificates)
  LD_TEST_PACKAGES=(xvfb xauth 'dbus-daemon|dbus' gnome-keyring shellcheck openssl openssh-client)
  LD_CONTRACT_PACKAGES=(nodejs npm)
}

ld_cache_home() { printf '%s' "${XDG_CACHE_HOME:-$HOME/.cache}/layerdeck"; }
ld_state_home() { printf '%s' "${XDG_STATE_HOME:-$HOME/.local/state}/layerdeck"; }

say() { printf '%s\n' "$*"; }
note() { printf '%s\n' "$*" >&2; }

# fail CODE SENTENCE...: says each sentence on a line of its own and ends the script.
fail() {
  local code=$1 line
  shift
  for line in "$@"; do printf '%s\n' "$line" >&2; done
  exit "$code"
}

# open_log FILE: starts a fresh log, the one before it is kept as FILE.1.
open_log() {
  mkdir -p "$(dirname "$1")"
  if [ -f "$1" ]; then mv -f "$1" "$1.1"; fi
  : >"$1"
  LD_LOG=$1
}

ld_seconds() {
  local now=${EPOCHREALTIME/[.,]/}
  printf '%d.%d' $(((now - $1) / 1000000)) $(((now - $1) / 100000 % 10))
}

# step TEXT COMMAND...: one line for what the command does, the rest to the log.
# Returns the command's exit code; after a failure the end of the log is shown.
step() {
  local text=$1 rc=0 begun=${EPOCHREALTIME/[.,]/}
  shift
  printf '%s ... ' "$text"
  printf '\n## %s\n' "$text" >>"$LD_LOG"
  "$@" >>"$LD_LOG" 2>&1 </dev/null || rc=$?
  if [ "$rc" -eq 0 ]; then
    printf 'done, %s s\n' "$(ld_seconds "$begun")"
    return 0
  fi
  printf 'failed\n'
  if [ -f "$LD_LOG" ]; then
    tail -n 60 "$LD_LOG" | sed 's/^/    /' >&2
    note "That was the end of the log: $LD_LOG"
  fi
  return "$rc"
}

# need_root: ends the script, with a sentence, where root cannot be had; lets sudo
# ask for its password before steps hide the screen.
need_root() {
  if [ "$(id -u)" -eq 0 ]; then return 0; fi
  if ! command -v sudo >/dev/null; then
    fail 1 "This needs root, and sudo is not installed here. Nothing was changed." \
      "Run the same command as root, or install sudo and give this user the right to it."
  fi
  if sudo -n true 2>/dev/null; then return 0; fi
  if ! (: </dev/tty) 2>/dev/null; then
    fail 1 "This needs root, and sudo wants a password that nobody can type here (no terminal). Nothing was changed." \
      "Run 'sudo -v' in this terminal first, or run the command as root."
  fi
  sudo -v || fail 1 "This needs root, and sudo did not give it. Nothing was changed."
}

# as_root COMMAND...: runs it as root, through sudo where that is needed.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    need_root
    sudo -- "$@"
  fi
}

package_installed() {
  local state
  # shellcheck disable=SC2016  # dpkg-query's own format
  state=$(dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null) || return 1
  grep -qx installed <<<"$state"
}

# package_known NAME: whether the machine's package lists offer it.
package_known() {
  apt-cache show --no-all-versions "$1" >/dev/null 2>&1
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a APT_LISTCHANGES_FRONTEND=none \
    apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@"
}

# need_packages NAME...: installs what is missing; instant when nothing is.
# NAME may be a choice, "a|b": one installed of them is enough, else the first
# that the machine's lists know is installed. A leading "?" marks a package
# that is left out without a word where the lists do not have it.
need_packages() {
  local wanted=() name choice found rest
  for name in "$@"; do
    found=
    rest=${name#\?}
    while IFS= read -r choice; do
      if package_installed "$choice"; then
        found=1
        break
      fi
    done < <(tr '|' '\n' <<<"$rest")
    if [ -z "$found" ]; then wanted+=("$name"); fi
  done
  if [ "${#wanted[@]}" -eq 0 ]; then return 0; fi
  if ! command -v apt-get >/dev/null; then
    fail 1 "These packages are missing, and this machine has no apt-get: ${wanted[*]}. Nothing was installed." \
      "Layerdeck's scripts know Debian 12 and 13 and Ubuntu 24.04 or later; elsewhere install the packages by hand."
  fi
  need_root
  step "Refreshing the package lists" apt_get update ||
    fail 1 "The package lists could not be refreshed; nothing was installed. Check the network and 'apt-get update'."
  local names=() missing=()
  for name in "${wanted[@]}"; do
    found=
    rest=${name#\?}
    while IFS= read -r choice; do
      if package_known "$choice"; then
        found=$choice
        break
      fi
    done < <(tr '|' '\n' <<<"$rest")
    if [ -n "$found" ]; then
      names+=("$found")
    elif [ "$rest" = "$name" ]; then
      missing+=("$name")
    fi
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    fail 1 "This machine's package lists do not have: ${missing[*]}. Nothing was installed." \
      "Layerdeck's scripts know Debian 12 and 13 and Ubuntu 24.04 or later (with 'universe'); elsewhere install the packages by hand."
  fi
  if [ "${#names[@]}" -eq 0 ]; then return 0; fi
  step "Installing ${#names[@]} packages (${names[*]})" apt_get install --no-install-recommends "${names[@]}" ||
    fail 1 "Installing packages failed; apt-get's own words are above." \
      "Mend what it says (often: 'dpkg --configure -a', or a network that comes and goes) and run the same command again."
}

# try_until SECONDS COMMAND...: true as soon as the command succeeds.
try_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$end" ]; then return 1; fi
    sleep 0.1
  done
}

# process_is PID START: whether that very process still lives. START is field 22
# of /proc/PID/stat, which tells a process from a later one with its number.
process_start() {
  local stat
  { read -r -d '' stat <"/proc/$1/stat"; } 2>/dev/null || [ -n "${stat:-}" ] || return 1
  stat=${stat##*) }
  # shellcheck disable=SC2086  # split into fields on purpose
  set -- $stat
  # A zombie is dead: it only waits to be reaped.
  if [ "$1" = Z ] || [ "$1" = X ]; then return 1; fi
  printf '%s' "${20}"
}
process_is() {
  local now
  now=$(process_start "$1") && [ "$now" = "$2" ]
}

# ---- packages unpacked into a folder of their own ---------------------------

os_field() {
  # shellcheck disable=SC1091
  (. /etc/os-release && printf '%s' "${!1:-}")
}

# apt_root DIR SUITE: a private apt (own lists, own cache, no dpkg status) under
# DIR that knows SUITE from the machine's own mirror; SUITE "own" takes the
# machine's sources as they are. Signatures are verified as everywhere.
# Afterwards: APT_CONFIG=DIR/apt.conf apt-get …
apt_root() {
  local dir=$1 suite=$2 own
  own=$(os_field VERSION_CODENAME)
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/none"
  : >"$dir/status"
  cat >"$dir/apt.conf" <<CONF
Dir::State "$dir";
Dir::State::lists "$dir/lists";
Dir::State::status "$dir/status";
Dir::Cache "$dir/cache";
Dir::Cache::archives "$dir/cache/archives";
Dir::Log "$dir";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "root";
CONF
  if [ "$suite" = own ] || [ "$suite" = "$own" ]; then
    APT_CONFIG=$dir/apt.conf apt-get -q update
    return
  fi
  cat >>"$dir/apt.conf" <<CONF
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "$dir/none";
Dir::Etc::preferencesparts "$dir/none";
CONF
  local keyring option='' components='main' mirror security
  case $(os_field ID) in
    ubuntu)
      components='main universe'
      keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg
      ;;
    *) keyring=/usr/share/keyrings/debian-archive-keyring.gpg ;;
  esac
  if [ -r "$keyring" ]; then option="[signed-by=$keyring] "; fi
  security=$(mirrors_of "$own-security" | head -n 1)
  # The machine's mirrors of its own release; another vendor's repository that
  # uses the same release name fails the signature check, and the next is tried.
  # A rolling suite has no security archive: then the main archive alone counts.
  while IFS= read -r mirror; do
    if [ -n "$security" ]; then
      printf 'deb %s%s %s %s\n' "$option" "$mirror" "$suite" "$components" \
        "$option" "$security" "$suite-security" "$components" >"$dir/sources.list"
      if private_update "$dir"; then return 0; fi
    fi
    printf 'deb %s%s %s %s\n' "$option" "$mirror" "$suite" "$components" >"$dir/sources.list"
    if private_update "$dir"; then return 0; fi
  done < <(mirrors_of "$own"; mirrors_of stable; mirrors_of oldstable)
  return 1
}

private_update() {
  printf 'private apt knows:\n'
  cat "$1/sources.list"
  APT_CONFIG=$1/apt.conf apt-get -q -o APT::Update::Error-Mode=any update
}

# mirrors_of RELEASE: the addresses that the machine's own apt takes it from.
mirrors_of() {
  # shellcheck disable=SC2016  # apt's own format
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v release="$1" '$1 == release && $2 == "main" && !seen[$3]++ { print $3 }'
}

# apt_unpack APTROOT TARGET PACKAGE...: downloads with that private apt, and
# unpacks into TARGET. Nothing is installed, no maintainer script runs.
apt_unpack() {
  local root=$1 target=$2 deb
  shift 2
  mkdir -p "$root/debs" "$target"
  (cd "$root/debs" && rm -f -- *.deb && APT_CONFIG=$root/apt.conf apt-get -q download "$@") || return 1
  for deb in "$root"/debs/*.deb; do
    printf '%s\n' "$(basename "$deb" .deb)" >>"$target/.packages"
    dpkg -x "$deb" "$target" || return 1
  done
  rm -rf "$root/debs"
}

apt_offers() {
  local root=$1 name=$2
  APT_CONFIG=$root/apt.conf apt-cache show --no-all-versions "$name" >/dev/null 2>&1
}
