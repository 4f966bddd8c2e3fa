#!/bin/sh
# Clears what a build could reuse, for when "it still shows the old version".
#
#   ./clear-app-cache.sh [all|backend|frontend]
#
# The containers go on running; the next build starts from nothing.
set -eu
cd "$(dirname "$0")"

case ${1:-all} in
  all) images="watchparty-backend:latest watchparty-frontend:latest" ;;
  backend) images="watchparty-backend:latest" ;;
  frontend) images="watchparty-frontend:latest" ;;
  *)
    echo "usage: $0 [all|backend|frontend]" >&2
    exit 2
    ;;
esac

for image in $images; do
  docker image rm --force "$image" || true
done
docker builder prune --all --force
