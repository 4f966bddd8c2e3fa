#!/bin/sh
# Builds both images. Whatever is given goes on to "docker compose build":
#
#   ./build-docker-images.sh                      what changed
#   ./build-docker-images.sh --no-cache           everything, without the cache
#   ./build-docker-images.sh --no-cache backend   one of them
set -eu
cd "$(dirname "$0")"

if [ -z "${GIT_COMMIT_HASH:-}" ]; then
  GIT_COMMIT_HASH=$(git rev-parse HEAD)
  if [ -n "$(git status --porcelain)" ]; then
    GIT_COMMIT_HASH=$GIT_COMMIT_HASH-dirty
  fi
fi
export GIT_COMMIT_HASH

echo "Building $GIT_COMMIT_HASH"
docker compose build "$@"
