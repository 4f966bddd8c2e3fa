#!/bin/sh
# Every file tests/*.awk is one test: silent when all is well, else it says what is wrong.
set -eu
failed=0
for test in tests/*.awk; do
  if awk -f dist/lib/party.awk -f "$test"; then
    echo "ok    $test"
  else
    echo "FAIL  $test"
    failed=1
  fi
done
exit $failed
