#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A private Docker engine, beside whatever this machine has.
#
# It is made of the distribution's own packages, unpacked into a folder and not
# installed: no service appears, no existing engine is touched. It lives in
# namespaces of its own (processes and mounts), so that its end is the end of
# everything it started. In the machine's network it owns one bridge, "ldkN",
# with a /20 of private addresses, and, where iptables is to be had, three rules
# that let that /20 out. dockerd itself is kept from touching iptables: it
# would flush the chains of another engine.
#
# DIR holds: docker.sock, config/ (DOCKER_CONFIG), data/ (images, cache),
# engine.log, engine.conf (what was set up), engine.pid ("PID START", see
# process_is in lib.sh), daemon.json.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SELF=$HERE/engine.sh
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$HERE/lib.sh"

usage() {
  cat <<'TEXT'
A private Docker engine that touches no other engine and no system service.

  engine.sh start  [--dir DIR] [--store classic|containerd] [--suite SUITE]
  engine.sh stop   [--dir DIR] [--purge]
  engine.sh status [--dir DIR]
  engine.sh env    [--dir DIR]
  engine.sh help

start   makes the engine run. The first time it downloads the packages of SUITE
        (Debian 12: trixie; elsewhere: the distribution's own release).
stop    ends every process of it, and removes its mounts, bridge and rules.
        Images and build cache stay in DIR; --purge removes those too.
status  says in a line what runs; exit code 3 when nothing does.
env     prints what a shell needs to use it:  eval "$(packaging/engine.sh env)"

DIR is ~/.cache/layerdeck/engine (under XDG_CACHE_HOME where that is set) if
not given. Engines in different folders run side by side. Root is needed for
start and stop; an ordinary user goes through sudo, and the socket is theirs.
TEXT
}

# ---- whose engine, and where ------------------------------------------------

# Run through sudo by a person, the engine is that person's, not root's.
OWNER=$(id -u)
if [ "$OWNER" -eq 0 ] && [ "${SUDO_UID:-0}" -ne 0 ]; then
  OWNER=$SUDO_UID
  HOME=$(getent passwd "$OWNER" | cut -d: -f6)
  unset XDG_CACHE_HOME
fi
CACHE=$(ld_cache_home)
DIR=$CACHE/engine
STORE=
SUITE=
PURGE=

absolute() {
  case $1 in
    /*) printf '%s' "${1%/}" ;;
    *) printf '%s' "$PWD/${1%/}" ;;
  esac
}

value_of() {
  if [ $# -lt 2 ] || [ -z "$2" ]; then fail 2 "The option $1 wants a value. Nothing was done; see 'engine.sh help'."; fi
  printf '%s' "$2"
}

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      --dir) DIR=$(absolute "$(value_of "$@")"); shift ;;
      --store) STORE=$(value_of "$@"); shift ;;
      --suite) SUITE=$(value_of "$@"); shift ;;
      --purge) PURGE=1 ;;
      *) fail 2 "engine.sh does not know '$1'. Nothing was done; see 'engine.sh help'." ;;
    esac
    shift
  done
  case $STORE in
    '' | classic | containerd) ;;
    *) fail 2 "The store is 'classic' or 'containerd', not '$STORE'. Nothing was done." ;;
  esac
  case $SUITE in
    *[!a-z0-9-]*) fail 2 "'$SUITE' is no name of a release (as in: trixie, sid, noble). Nothing was done." ;;
  esac
  case $DIR in
    *[[:space:]\"\\]*) fail 2 "The engine's folder must not have spaces, quotes or backslashes in its name: $DIR" \
      "Nothing was done; give another one with --dir." ;;
  esac
  if [ "${#DIR}" -gt 90 ]; then
    fail 2 "The engine's folder has too long a name for a socket (over 90 characters): $DIR" \
      "Nothing was done; give a shorter one with --dir."
  fi
}

# conf NAME: what engine.conf says for it, or nothing.
conf() {
  if [ -r "$DIR/engine.conf" ]; then sed -n "s/^$1=//p" "$DIR/engine.conf" | tail -n 1; fi
}

is_running() {
  local pid start
  read -r pid start 2>/dev/null <"$DIR/engine.pid" || return 1
  process_is "$pid" "$start"
}

# Folders made on the way are the owner's, also where root makes them.
make_owned_dir() {
  local path=$1
  if [ -d "$path" ]; then return 0; fi
  make_owned_dir "$(dirname "$path")"
  mkdir -p "$path"
  give "$path"
}

# give PATH...: makes it the owner's, where root does the work for somebody.
give() {
  if [ "$(id -u)" -eq 0 ] && [ "$OWNER" -ne 0 ]; then chown -R "$OWNER:$(id -g "$OWNER")" "$@"; fi
}

# ---- the toolchain: packages unpacked, once a suite --------------------------

toolchain_dir() { printf '%s' "$CACHE/toolchain/$1"; }

default_suite() {
  local id version codename
  id=$(os_field ID)
  version=$(os_field VERSION_ID)
  codename=$(os_field VERSION_CODENAME)
  case $id:$version in
    debian:12) printf trixie ;;
    debian:1[3-9] | debian: | ubuntu:2[4-9].* | ubuntu:3*) printf '%s' "$codename" ;;
  esac
}

runs() { "$@" >/dev/null 2>&1; }

# unpack_toolchain SUITE TARGET: fills TARGET with bin/ (docker), sbin/ (what the
# daemon runs), plugins/ (compose, buildx) and, where the machine lacks them,
# lib/ and net/ (ip and iptables of the machine's own release).
unpack_toolchain() {
  local suite=$1 target=$2 work own_ready='' names=(docker.io containerd docker-buildx) own_names=() name
  work=$target/.work
  mkdir -p "$work"
  apt_root "$work/apt" "$suite" || {
    echo "apt does not reach the release '$suite' on this machine's mirrors."
    return 1
  }
  for name in docker-cli tini-static tini; do
    if apt_offers "$work/apt" "$name"; then names+=("$name"); fi
  done
  if apt_offers "$work/apt" docker-compose-v2; then names+=(docker-compose-v2); else names+=(docker-compose); fi
  apt_unpack "$work/apt" "$work/root" "${names[@]}" || return 1
  # The suite's runc and shared objects may want a newer libc than this machine has.
  apt_unpack "$work/apt" "$work/runc" runc || return 1

  mkdir -p "$target/bin" "$target/sbin" "$target/plugins" "$target/lib"
  local found
  for name in docker dockerd docker-proxy containerd containerd-shim-runc-v2 tini tini-static docker-init; do
    found=$(find "$work/root" -path "*bin/$name" -type f -perm -u+x | head -n 1)
    if [ -n "$found" ]; then mv "$found" "$target/sbin/$name"; fi
  done
  mv "$target/sbin/docker" "$target/bin/docker"
  if [ ! -e "$target/sbin/docker-init" ]; then
    for name in tini-static tini; do
      if [ -e "$target/sbin/$name" ]; then ln -s "$name" "$target/sbin/docker-init"; break; fi
    done
  fi
  for name in docker-compose docker-buildx; do
    found=$(find "$work/root" -name "$name" -type f -perm -u+x -path '*cli-plugins*' | head -n 1)
    if [ -z "$found" ]; then
      echo "The packages hold no $name plug-in."
      return 1
    fi
    mv "$found" "$target/plugins/$name"
  done
  found=$(find "$work/runc" -name runc -type f -perm -u+x | head -n 1)
  if runs "$found" --version; then mv "$found" "$target/sbin/runc"; else own_names+=(runc); fi

  # What is missing comes from the machine's own release.
  if ! ldconfig_has libsystemd.so.0; then own_names+=(libsystemd0); fi
  if ! command_found iptables; then own_names+=(iptables); fi
  if ! command_found ip; then own_names+=(iproute2); fi
  if [ "${#own_names[@]}" -gt 0 ]; then
    apt_root "$work/own" own || return 1
    own_ready=$(APT_CONFIG=$work/own/apt.conf apt-get -q -o Dir::State::status=/var/lib/dpkg/status \
      -s --no-install-recommends install "${own_names[@]}" | awk '$1 == "Inst" { print $2 }')
    # shellcheck disable=SC2086  # a list of names
    apt_unpack "$work/own" "$work/net" $own_ready || return 1
    find "$work/net" -name '*.so*' ! -path '*/xtables/*' -exec cp -P {} "$target/lib/" ';'
    found=$(find "$work/net" -name runc -type f -perm -u+x | head -n 1)
    if [ -n "$found" ]; then mv "$found" "$target/sbin/runc"; fi
    mkdir -p "$target/net"
    find "$work/net" \( -name 'xtables-*-multi' -o -name ip \) -type f -perm -u+x -exec mv {} "$target/net/" ';'
    found=$(find "$work/net" -type d -name xtables | head -n 1)
    if [ -n "$found" ]; then mv "$found" "$target/net/xtables"; fi
  fi
  for name in bin/docker sbin/dockerd sbin/containerd sbin/runc; do
    if ! LD_LIBRARY_PATH=$target/lib runs "$target/$name" --version; then
      echo "$name of these packages does not run on this machine:"
      LD_LIBRARY_PATH=$target/lib "$target/$name" --version
      return 1
    fi
  done
  cat "$work"/*/.packages | sort >"$target/packages.txt"
  rm -rf "$work"
}

command_found() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null; }
# (No "… | grep -q" in these scripts: grep leaves early, the writer may die of
# SIGPIPE, and with pipefail a match then counts as none.)
ldconfig_has() {
  local known
  known=$(/sbin/ldconfig -p)
  [[ $known == *"$1 "* ]]
}

need_toolchain() {
  local suite=$1 target fresh
  target=$(toolchain_dir "$suite")
  make_owned_dir "$(dirname "$target")"
  exec 8>"$(dirname "$target")/.lock"
  flock 8
  if [ ! -e "$target/packages.txt" ]; then
    fresh=$(dirname "$target")/.$suite.$$
    # shellcheck disable=SC2064  # the name as it is now
    trap "rm -rf '$fresh'" EXIT
    mkdir -p "$fresh"
    step "Downloading the Docker engine ($(os_field ID) packages, release $suite)" \
      unpack_toolchain "$suite" "$fresh" ||
      fail 4 "The Docker engine's packages could not be fetched or do not run here. Nothing was changed on this machine." \
        "Check that this machine's package mirror can be reached (apt-get update), then try again."
    rm -rf "$target"
    mv "$fresh" "$target"
    trap - EXIT
    give "$target"
  fi
  exec 8>&-
}

# ---- network: a bridge and a way out ----------------------------------------

ip_cmd() {
  local tools
  tools=$(conf TOOLCHAIN)
  if command_found ip; then
    PATH=$PATH:/usr/sbin:/sbin ip "$@"
  else
    LD_LIBRARY_PATH=$tools/lib "$tools/net/ip" "$@"
  fi
}

# ipt VARIANT ARGUMENT...: VARIANT is a command of the machine, or "nft"/"legacy"
# for the unpacked one.
ipt() {
  local variant=$1 tools
  shift
  case $variant in
    nft | legacy)
      tools=$(conf TOOLCHAIN)
      LD_LIBRARY_PATH=$tools/lib XTABLES_LIBDIR=$tools/net/xtables \
        "$tools/net/xtables-$variant-multi" iptables -w 5 "$@"
      ;;
    *) PATH=$PATH:/usr/sbin:/sbin "$variant" -w 5 "$@" ;;
  esac
}

ipt_variant() {
  local variant tools
  tools=$(conf TOOLCHAIN)
  for variant in iptables iptables-nft iptables-legacy nft legacy; do
    case $variant in
      nft | legacy) [ -x "$tools/net/xtables-$variant-multi" ] || continue ;;
      *) command_found "$variant" || continue ;;
    esac
    if ipt "$variant" -t nat -S POSTROUTING >/dev/null 2>&1; then
      printf '%s' "$variant"
      return
    fi
  done
  return 1
}

# The three rules; the action is -I (put in front) or -D (take out).
ipt_rules() {
  local variant=$1 action=$2 pool=$3 mark
  mark=(-m comment --comment "layerdeck $(conf BRIDGE)")
  ipt "$variant" -t nat "$action" POSTROUTING -s "$pool" ! -d "$pool" "${mark[@]}" -j MASQUERADE &&
    ipt "$variant" "$action" FORWARD -s "$pool" "${mark[@]}" -j ACCEPT &&
    ipt "$variant" "$action" FORWARD -d "$pool" -m conntrack --ctstate RELATED,ESTABLISHED "${mark[@]}" -j ACCEPT
}

ip_number() {
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  printf '%s' $(((a << 24) + (b << 16) + (c << 8) + d))
}

# pool_is_free BASE STRICT: no address and no route of this machine lies in
# BASE/20; when STRICT is 0, routes wider than a /20 are let pass.
pool_is_free() {
  local first last net bits begin end
  first=$(ip_number "$1")
  last=$((first + 4095))
  while IFS=/ read -r net bits; do
    bits=${bits:-32}
    if [ "$2" -eq 0 ] && [ "$bits" -lt 20 ]; then continue; fi
    begin=$(ip_number "$net")
    begin=$((begin & (0xffffffff << (32 - bits)) & 0xffffffff))
    end=$((begin + (1 << (32 - bits)) - 1))
    if [ "$begin" -le "$last" ] && [ "$end" -ge "$first" ]; then return 1; fi
  done < <(used_networks)
}

used_networks() {
  {
    ip_cmd -4 -o address show | awk '{ print $4 }'
    ip_cmd -4 route show table all | awk '{ print ($1 ~ /^[0-9]/) ? $1 : $2 }'
  } | grep -E '^[0-9.]+(/[0-9]+)?$' | sort -u || true
}

# Takes the first free number N: the bridge is ldkN, its addresses follow from N,
# and since two bridges cannot have one name, the kernel settles who was first.
claim_bridge() {
  local strict number base error
  for strict in 1 0; do
    for ((number = 0; number < 160; number++)); do
      base=10.$((213 + number / 16)).$((number % 16 * 16))
      if ! pool_is_free "$base.0" "$strict"; then continue; fi
      if ! error=$(ip_cmd link add "ldk$number" type bridge 2>&1); then
        case $error in
          *"File exists"*) continue ;;
          *)
            echo "$error"
            return 1
            ;;
        esac
      fi
      printf 'BRIDGE=ldk%s\nPOOL=%s.0/20\n' "$number" "$base" >>"$DIR/engine.conf"
      ip_cmd link set "ldk$number" alias "layerdeck $DIR"
      ip_cmd address add "$base.1/24" dev "ldk$number"
      ip_cmd link set "ldk$number" up
      return 0
    done
  done
  echo "No free range of addresses was found between 10.213.0.0 and 10.222.255.255."
  return 1
}

# Forwarding is one switch for the whole machine. It is put back by the last
# private engine that stops, unless something else came to lean on it.
FORWARD_SWITCH=/proc/sys/net/ipv4/ip_forward
FORWARD_MARK=/run/layerdeck/ip_forward_was_0

open_way_out() {
  local variant pool
  pool=$(conf POOL)
  if ! variant=$(ipt_variant); then
    echo "no iptables that works on this kernel"
    return 1
  fi
  printf 'IPTABLES=%s\n' "$variant" >>"$DIR/engine.conf"
  ipt_rules "$variant" -I "$pool" || return 1
  if [ "$(cat "$FORWARD_SWITCH")" = 0 ]; then
    echo 1 >"$FORWARD_SWITCH" || return 1
    : >"$FORWARD_MARK"
  fi
}

close_way_out() {
  local variant pool
  variant=$(conf IPTABLES)
  pool=$(conf POOL)
  if [ -n "$variant" ] && [ -n "$pool" ]; then
    while ipt_rules "$variant" -D "$pool" >/dev/null 2>&1; do :; done
  fi
}

restore_forwarding() {
  if [ ! -e "$FORWARD_MARK" ]; then return 0; fi
  if [ -z "$(ip_cmd -o link show type bridge)" ]; then echo 0 >"$FORWARD_SWITCH" || true; fi
  rm -f "$FORWARD_MARK"
}

# What engines share in the machine (the places below, the forwarding switch) is
# set up and taken away under one lock.
lock_machine() {
  exec 7</run
  flock 7
}
unlock_machine() { exec 7<&-; }

# Folders at fixed paths that Docker's parts write to. Inside the engine each is
# an empty file system of its own; outside they are made, where missing, to be
# mounted on, and removed by the last engine. (Not before: removing a folder
# detaches what another engine has mounted on it.)
HIDDEN_PLACES=(/run/layerdeck /run/containerd /run/docker /run/runc /opt/containerd)

make_hidden_places() {
  local place
  mkdir -p /run/layerdeck
  for place in "${HIDDEN_PLACES[@]:1}"; do
    if [ ! -e "$place" ]; then
      mkdir -p "$place"
      echo "$place" >>/run/layerdeck/made
    fi
  done
}

remove_hidden_places() {
  local place
  if [ -r /run/layerdeck/made ]; then
    while read -r place; do rmdir "$place" 2>/dev/null || true; done </run/layerdeck/made
  fi
  rm -f /run/layerdeck/made
  rmdir /run/layerdeck/root /run/layerdeck/old /run/layerdeck 2>/dev/null || true
}

# ---- inside: the engine's own namespaces ------------------------------------

# From here on the machine does not see this process's mounts, while new mounts
# of the machine still come in.
hide_mounts() {
  local point
  while read -r point; do
    mount --make-slave "$point" 2>/dev/null || true
  done < <(awk '{ print $5 }' /proc/self/mountinfo)
}

# Run in a mount namespace of its own: the groups are removed also where the
# machine itself (a chroot, say) does not show them.
inside_cgroups() {
  hide_mounts
  mount_cgroups
  remove_cgroups
}

has_mount() { awk -v path="$1" '$5 == path { found = 1 } END { exit !found }' /proc/self/mountinfo; }

# In a plain chroot "/" is no mount point, and the namespace's own root is the
# machine's: runc's pivot_root would be refused, and "docker exec" (health checks
# too) would end up outside the chroot. So the chroot is made the root of this
# namespace, and what lies outside is taken out of it. The script then goes on
# in the new root.
inside() {
  local root=/run/layerdeck/root old=run/layerdeck/old
  if has_mount /; then
    hide_mounts
    if has_mount "/$old"; then
      umount -l "/$old"
      rmdir "/$old"
    fi
    inside_prepared
    return
  fi
  mkdir -p "$root" "/$old"
  in_namespace_root / mount --make-rslave /
  mount --rbind / "$root"
  in_namespace_root "$root" pivot_root . "$old"
  exec nsenter --mount=/proc/self/ns/mnt -- "$BASH" "$SELF" __inside "$DIR"
}

# in_namespace_root FOLDER COMMAND…: runs it outside the chroot, with a folder of the
# chroot as working folder. Its loader and libraries are named, so that they too
# are the chroot's and not the machine's.
in_namespace_root() {
  local folder=$1 program loader libraries
  program=$(command -v "$2")
  shift 2
  libraries=$(ldd "$program" | awk '$2 == "=>" && $3 ~ /^\// { sub(/\/[^\/]*$/, "", $3); if (!seen[$3]++) printf "%s.%s", n++ ? ":" : "", $3 }')
  loader=$(ldd "$program" | awk '$1 ~ /^\/.*\/ld[^\/]*$/ { print $1 }')
  nsenter --mount=/proc/self/ns/mnt --wd="$folder" -- \
    ".$loader" --library-path "$libraries" ".$program" "$@"
}

mount_cgroups() {
  if ! has_mount /sys; then
    mkdir -p /sys
    mount -t sysfs sysfs /sys
  fi
  if has_mount /sys/fs/cgroup && [ -n "$(ls -A /sys/fs/cgroup)" ]; then
    nest_cgroup
    return 0
  fi
  if ! grep -q '^[1-9][0-9]*:[^:=]\+:' /proc/self/cgroup; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    nest_cgroup
    return 0
  fi
  local number controllers
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  while IFS=: read -r number controllers _; do
    if [ "$number" = 0 ]; then continue; fi
    mkdir -p "/sys/fs/cgroup/${controllers#name=}"
    mount -t cgroup -o "$controllers" cgroup "/sys/fs/cgroup/${controllers#name=}" || true
  done </proc/self/cgroup
}

# In a container on a unified hierarchy, the group that this container is may
# hand controllers on only when no process sits in it itself: all move into a leaf.
nest_cgroup() {
  local top=/sys/fs/cgroup pid
  if [ ! -f "$top/cgroup.controllers" ] || [ ! -f "$top/cgroup.type" ]; then return 0; fi
  mkdir -p "$top/init"
  while read -r pid; do
    { echo "$pid" >"$top/init/cgroup.procs"; } 2>/dev/null || true
  done <"$top/cgroup.procs"
  sed -e 's/ / +/g' -e 's/^/+/' "$top/cgroup.controllers" >"$top/cgroup.subtree_control" || true
}

remove_cgroups() {
  local group
  group=$(conf CGROUP)
  if [ -z "$group" ]; then return 0; fi
  find /sys/fs/cgroup -mindepth 1 -maxdepth 2 -type d -name "$group" -print0 2>/dev/null |
    while IFS= read -r -d '' top; do
      find "$top" -depth -type d -exec rmdir {} ';' 2>/dev/null || true
    done
}

# The storage driver is left to dockerd where overlay works; where it does not
# (the folder is itself on an overlay, say), the slow drivers are named.
overlay_works() {
  local probe=$DIR/data/.probe ok=1
  mkdir -p "$probe/low" "$probe/up" "$probe/work" "$probe/all"
  if mount -t overlay -o "lowerdir=$probe/low,upperdir=$probe/up,workdir=$probe/work" overlay "$probe/all"; then
    umount "$probe/all"
    ok=0
  fi
  rm -rf "$probe"
  return "$ok"
}

write_config() {
  local containerd=false driver='' pool a b c
  pool=$(conf POOL)
  # The first /24 of the pool is the bridge's, the upper half is for networks.
  IFS=. read -r a b c _ <<<"$pool"
  if [ "$(conf STORE)" = containerd ]; then containerd=true; fi
  if ! overlay_works; then
    if [ "$containerd" = true ]; then driver='"storage-driver": "native",'; else driver='"storage-driver": "vfs",'; fi
    echo "layerdeck: overlay mounts do not work in $DIR, images are copied instead: $driver"
  fi
  cat >"$DIR/daemon.json" <<JSON
{
  "data-root": "$DIR/data",
  "exec-root": "/run/layerdeck",
  "pidfile": "/run/layerdeck/dockerd.pid",
  "hosts": ["unix://$DIR/docker.sock"],
  "group": "root",
  "bridge": "$(conf BRIDGE)",
  "iptables": false,
  "ip6tables": false,
  "ip-forward": false,
  "ip-masq": false,
  "default-address-pools": [{"base": "$a.$b.$((c + 8)).0/21", "size": 27}],
  $driver
  "features": {"containerd-snapshotter": $containerd},
  "exec-opts": ["native.cgroupdriver=cgroupfs"],
  "cgroup-parent": "/$(conf CGROUP)",
  "shutdown-timeout": 5
}
JSON
}

inside_prepared() {
  local child tools name
  # /proc is still the machine's: this is the number by which others see this process.
  read -r child _ </proc/self/stat
  printf '%s %s\n' "$child" "$(process_start "$child")" >"$DIR/engine.pid"
  tools=$(conf TOOLCHAIN)
  mount -t proc proc /proc
  mount_cgroups
  for name in "${HIDDEN_PLACES[@]}"; do
    mount -t tmpfs -o mode=711 tmpfs "$name"
  done
  write_config
  export PATH=$tools/sbin:$tools/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  export HOME=$DIR/config LD_LIBRARY_PATH=$tools/lib
  unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG SUDO_UID TMPDIR
  cd /
  dockerd --config-file "$DIR/daemon.json" &
  child=$!
  trap 'kill -TERM "$child" 2>/dev/null || true' TERM INT HUP
  # wait returns early for each trap; bash, as this namespace's first process,
  # reaps every orphan meanwhile.
  while kill -0 "$child" 2>/dev/null; do wait "$child" || true; done
  trap '' TERM INT HUP
  echo "layerdeck: dockerd has ended; ending what it left behind"
  kill -KILL -1 2>/dev/null || true
  while wait -n 2>/dev/null; do :; done
  remove_cgroups
}

# ---- start and stop, as root -------------------------------------------------

answers() {
  local tools
  tools=$(conf TOOLCHAIN)
  DOCKER_HOST=unix://$DIR/docker.sock DOCKER_CONFIG=$DIR/config \
    "$tools/bin/docker" version --format '{{.Server.Version}}' 2>/dev/null
}

ready_or_dead() { answers >/dev/null || ! is_alive_inside; }
is_alive_inside() { is_running || { [ ! -e "$DIR/engine.pid" ] && kill -0 "$SPAWNED" 2>/dev/null; }; }

root_start() {
  DIR=$1 STORE=$2 SUITE=$3 CACHE=$4 OWNER=$5
  local tools pid old_store why claimed=0
  tools=$(toolchain_dir "$SUITE")
  set -E
  trap 'note "The private engine did not start: \"$BASH_COMMAND\" failed (engine.sh, line $LINENO). Nothing of it was left running; its log: $DIR/engine.log"' ERR
  make_owned_dir "$DIR"
  LD_LOG=$DIR/engine.log
  exec 9>"$DIR/.lock"
  flock 9
  if is_running && answers >/dev/null; then
    say "The private engine already runs: Docker $(answers), $(conf STORE) store, in $DIR"
    return 0
  fi
  end_and_clean
  old_store=$(conf STORE)
  if [ -f "$LD_LOG" ]; then mv -f "$LD_LOG" "$LD_LOG.1"; fi
  : >"$LD_LOG"
  chmod 0644 "$LD_LOG"
  chown "$OWNER" "$DIR"
  chmod 0700 "$DIR"
  mkdir -p "$DIR/data" "$DIR/config/cli-plugins"
  ln -sf "$tools"/plugins/docker-* "$DIR/config/cli-plugins/"
  if [ ! -e "$DIR/config/config.json" ]; then echo '{}' >"$DIR/config/config.json"; fi
  chown -R "$OWNER" "$DIR/config"
  cat >"$DIR/engine.conf" <<CONF
SUITE=$SUITE
STORE=${STORE:-${old_store:-classic}}
TOOLCHAIN=$tools
OWNER=$OWNER
CGROUP=layerdeck-$(printf '%s' "$DIR" | sha256sum | cut -c1-12)
CONF
  trap 'end_and_clean' EXIT
  trap 'exit 130' INT TERM
  lock_machine
  make_hidden_places
  # Not to be interrupted: between making the bridge and noting whose it is.
  trap '' INT TERM
  why=$(claim_bridge 2>&1) || claimed=$?
  trap 'exit 130' INT TERM
  if [ "$claimed" -ne 0 ]; then
    fail 1 "The private engine could not get a network bridge: $why" \
      "Nothing was left running. This needs the right to add network devices (root, not a restricted container)."
  fi
  if ! why=$(open_way_out 2>&1); then
    say "Note: builds and containers of this engine will not reach the network ($why)."
  fi

  unlock_machine

  printf 'layerdeck: %s\n' "$(date -u '+%F %T UTC, starting')" >>"$LD_LOG"
  # 9 is a lock: a daemon must not inherit it.
  setsid unshare --mount --pid --fork --kill-child --propagation unchanged \
    "$BASH" "$SELF" __inside "$DIR" </dev/null >>"$LD_LOG" 2>&1 9>&- &
  SPAWNED=$!
  if ! try_until 60 ready_or_dead || ! answers >/dev/null; then
    why=$(grep -aE 'level=(error|fatal)|failed to start|^(mount|unshare|chroot)|engine.sh: line' "$LD_LOG" | tail -n 1) || true
    fail 1 "The private engine did not start: ${why:-no answer within 60 seconds}" \
      "Everything of it was stopped again; other engines were not touched. Its log: $LD_LOG"
  fi
  chown "$OWNER" "$DIR/docker.sock"
  chmod 0600 "$DIR/docker.sock"
  trap - EXIT INT TERM
  disown "$SPAWNED"
  say "The private engine runs: Docker $(answers), $(conf STORE) store, in $DIR"
}

# Networks that people made on this engine left bridges in the machine: those
# with an address of its pool, and those its own records name.
remove_bridges() {
  local name bridge pool records=$DIR/data/network/files/local-kv.db
  bridge=$(conf BRIDGE)
  pool=$(conf POOL)
  if [ -z "$bridge" ]; then return 0; fi
  {
    ip_cmd -4 -o address show | awk '{ print $2, $4 }' | while read -r name net; do
      case $name in
        br-*) if [ $((0xfffff000 & $(ip_number "${net%/*}"))) -eq "$(ip_number "${pool%/*}")" ]; then echo "$name"; fi ;;
      esac
    done
    if [ -r "$records" ]; then grep -aoE '\bbr-[0-9a-f]{12}\b' "$records" || true; fi
  } | sort -u | while read -r name; do
    ip_cmd link delete "$name" type bridge 2>/dev/null || true
  done
  if grep -qxF "    alias layerdeck $DIR" < <(ip_cmd link show "$bridge" 2>/dev/null); then
    ip_cmd link delete "$bridge" type bridge || true
  fi
}

# Ends what engine.pid names, gracefully if possible, and takes away everything
# that engine.conf says was set up. Good after a crash, and when nothing runs.
end_and_clean() {
  local pid start parent=0 parent_start='' bridges
  if read -r pid start 2>/dev/null <"$DIR/engine.pid" && process_is "$pid" "$start"; then
    parent=$(awk '{ print $2 }' < <(sed 's/^.*) //' "/proc/$pid/stat"))
    parent_start=$(process_start "$parent" || true)
    kill -TERM "$pid" 2>/dev/null || true
    # Docker itself gives containers up to 10 s.
    if ! try_until 20 process_gone "$pid" "$start"; then
      # The first process of the namespace: with it the kernel ends all others.
      kill -KILL "$pid" 2>/dev/null || true
      try_until 10 process_gone "$pid" "$start" || note "A process of the private engine does not end: $pid"
    fi
    if [ "$parent" -gt 1 ] && [ "$parent" != "$$" ] && [ -n "$parent_start" ]; then
      try_until 5 process_gone "$parent" "$parent_start" || true
    fi
  elif [ -n "${SPAWNED:-}" ] && kill -0 "$SPAWNED" 2>/dev/null; then
    # unshare itself, before engine.pid was there; its child goes with it.
    kill -KILL "$SPAWNED" 2>/dev/null || true
    wait "$SPAWNED" 2>/dev/null || true
  fi
  rm -f "$DIR/engine.pid" "$DIR/docker.sock"
  if [ ! -e "$DIR/engine.conf" ]; then return 0; fi
  unshare --mount --propagation unchanged "$BASH" "$SELF" __cgroups "$DIR" >/dev/null 2>&1 || true
  lock_machine
  close_way_out
  remove_bridges
  bridges=$(ip_cmd -o link show type bridge)
  if ! [[ $bridges =~ \ ldk[0-9]+: ]]; then
    restore_forwarding
    remove_hidden_places
  fi
  unlock_machine
  sed -i '/^\(BRIDGE\|POOL\|IPTABLES\)=/d' "$DIR/engine.conf"
}
process_gone() { ! process_is "$1" "$2"; }

root_stop() {
  DIR=$1 PURGE=$2
  local was='' pid start
  exec 9>"$DIR/.lock"
  flock 9
  if is_running; then was=running; elif [ -e "$DIR/engine.pid" ]; then was=crashed; fi
  end_and_clean
  if read -r pid start 2>/dev/null <"$DIR/engine.pid"; then
    fail 1 "The private engine could not be ended (process $pid, started $start). Its data was left alone in $DIR"
  fi
  if [ -n "$PURGE" ]; then
    rm -rf "$DIR/data" "$DIR/config"
    rm -f "$DIR"/engine.log "$DIR"/engine.log.1 "$DIR"/engine.conf "$DIR"/daemon.json "$DIR"/.lock
    rmdir "$DIR" 2>/dev/null || true
    say "The private engine is gone, with its images and its cache: $DIR"
  elif [ "$was" = crashed ]; then
    say "The private engine had crashed; what it left behind was removed. Its images and cache are kept in $DIR"
  elif [ -n "$was" ]; then
    say "The private engine has stopped. Its images and cache are kept in $DIR"
  else
    say "No private engine was running in $DIR"
  fi
}

# ---- commands ----------------------------------------------------------------

start() {
  parse "$@"
  if [ -z "$SUITE" ]; then SUITE=$(conf SUITE); fi
  if [ -z "$SUITE" ]; then SUITE=$(default_suite); fi
  if [ -z "$SUITE" ]; then
    fail 1 "Layerdeck does not know which packages make an engine on this distribution ($(os_field PRETTY_NAME)). Nothing was done." \
      "It knows Debian 12 and later and Ubuntu 24.04 and later; elsewhere install Docker as the distribution says."
  fi
  if is_running && answers >/dev/null; then
    if [ -n "$STORE" ] && [ "$STORE" != "$(conf STORE)" ]; then
      fail 1 "An engine with the $(conf STORE) store already runs in $DIR; it was left as it is." \
        "Stop it first (engine.sh stop), or give the new one a folder of its own with --dir."
    fi
    say "The private engine already runs: Docker $(answers), $(conf STORE) store, in $DIR"
    return 0
  fi
  need_root
  make_owned_dir "$CACHE"
  if [ "$LD_LOG" = /dev/null ]; then
    open_log "$CACHE/engine-start.log"
    give "$LD_LOG"
  fi
  need_toolchain "$SUITE"
  as_root "$BASH" "$SELF" __start "$DIR" "$STORE" "$SUITE" "$CACHE" "$OWNER"
}

stop() {
  parse "$@"
  if [ ! -d "$DIR" ]; then
    say "No private engine was running in $DIR"
    return 0
  fi
  if [ ! -e "$DIR/engine.conf" ]; then
    if [ -z "$(ls -A "$DIR")" ]; then
      say "No private engine was running in $DIR"
      return 0
    fi
    fail 1 "There is no engine of Layerdeck in $DIR, so nothing was touched."
  fi
  as_root "$BASH" "$SELF" __stop "$DIR" "$PURGE"
}

status() {
  parse "$@"
  local version
  if is_running && version=$(answers); then
    say "running: Docker $version, $(plugin_version compose), $(plugin_version buildx), $(conf STORE) store, unix://$DIR/docker.sock"
  elif is_running; then
    say "not answering: process $(cut -d' ' -f1 "$DIR/engine.pid") runs in $DIR; 'engine.sh stop' ends it, the log is $DIR/engine.log"
    return 3
  elif [ -e "$DIR/engine.pid" ]; then
    say "crashed: nothing runs in $DIR; 'engine.sh start' starts it again, the log is $DIR/engine.log"
    return 3
  else
    say "not running: nothing runs in $DIR; 'engine.sh start' starts it"
    return 3
  fi
}

plugin_version() {
  local words
  words=$(DOCKER_CONFIG=$DIR/config "$(conf TOOLCHAIN)/bin/docker" "$1" version 2>/dev/null) || words=none
  case $1 in
    compose) printf 'Compose %s' "${words##* }" ;;
    *) printf 'buildx %s' "$(awk '{ print $2 }' <<<"$words")" ;;
  esac
}

print_env() {
  parse "$@"
  if [ ! -e "$DIR/engine.conf" ]; then
    fail 1 "No engine has been started in $DIR yet; run 'engine.sh start' first."
  fi
  printf 'unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH\n'
  printf 'export DOCKER_HOST=%q\n' "unix://$DIR/docker.sock"
  printf 'export DOCKER_CONFIG=%q\n' "$DIR/config"
  # shellcheck disable=SC2016  # $PATH is for the shell that reads this
  printf 'export PATH=%q:"$PATH"\n' "$(conf TOOLCHAIN)/bin"
}

COMMAND=${1:-help}
if [ $# -gt 0 ]; then shift; fi
case $COMMAND in
  start | stop | status) "$COMMAND" "$@" ;;
  env) print_env "$@" ;;
  help | -h | --help) usage ;;
  # For the script itself.
  __start) root_start "$@" ;;
  __stop) root_stop "$@" ;;
  __inside) DIR=$1 && inside ;;
  __cgroups) DIR=$1 && inside_cgroups ;;
  *) fail 2 "engine.sh does not know the command '$COMMAND'. Nothing was done; see 'engine.sh help'." ;;
esac
