#!/usr/bin/env bash
# Sets up .venv with Rawi in it, editable: scripts/setup.sh [EXTRAS]   (html,serve for looking around, test for developing)
# Safe to run again, and quick when pyproject.toml has not changed since. PYTHON=python3.12 chooses another Python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

extra=${1:-html,serve}
venv=.venv
stamp=$venv/.rawi-${extra//,/-}

say() { printf '%s\n' "$*" >&2; }

die() {
  say "setup: $1"
  say "  hint: $2"
  exit 69
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

complete() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# The first Python that is new enough and can make virtual environments. (Debian ships the two apart.)
find_python() {
  local name
  for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14 python; do
    if command -v "$name" >/dev/null && new_enough "$name" && complete "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

install_python() {
  say "No Python 3.11 or later with venv here; installing python3, python3-venv and python3-pip with apt-get."
  local log
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    python3 python3-venv python3-pip; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    die "apt-get failed" "see above; is there a network?"
  fi
  rm -f "$log"
}

# As root on Debian, brings packages: bring WHAT-FOR WHAT-ELSE PACKAGE… Elsewhere, and where apt fails, what needs them is left out.
bring() {
  local purpose=$1 without=$2
  shift 2
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $* with apt-get, $purpose."
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >/dev/null 2>&1 ||
      say "apt-get failed; $without."
  fi
}

here() {
  local name
  for name in "$@"; do
    if command -v "$name" >/dev/null; then
      return
    fi
  done
  return 1
}

headers() { "$(find_python)" -c 'import os, sys, sysconfig as s; sys.exit(not os.path.exists(os.path.join(s.get_paths()["include"], "Python.h")))'; }

# mypyc needs a C compiler and the headers of Python; where they are missing, Rawi stays Python.
if [[ ,$extra, =~ ,(test|fast|bench), ]] && ! { here cc && headers; }; then
  bring "to compile the reader" "the reader will not be compiled" gcc libc6-dev python3-dev
fi
if [ "$extra" = test ]; then
  if ! here initdb && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    bring "for the tests of a shared store" "the tests that need PostgreSQL will skip" postgresql
  fi
  here chromium chromium-browser google-chrome ||
    bring "for the tests of the workbench" "the tests that need a browser will skip" chromium
  here valgrind || bring "for the test that counts instructions" "the test that needs valgrind will skip" valgrind
  if ! here java && [ -z "${JAVA_HOME:-}" ]; then
    bring "for the tests on Spark" "the tests that need Java will skip" default-jre-headless
  fi
fi

# An environment holds absolute paths: in a moved or copied folder it must be made anew.
healthy() { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python" && grep -qsF "$PWD/$venv" "$venv/bin/activate"; }

if healthy && cmp -s pyproject.toml "$stamp"; then
  exec scripts/frontend.sh
fi

if ! healthy; then
  if ! python=$(find_python); then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      install_python
    fi
    python=$(find_python) || die "no Python 3.11 or later that can make virtual environments" \
      "on Debian or Ubuntu: sudo apt-get install python3 python3-venv python3-pip; else see https://www.python.org/downloads/"
  fi
  say "Making $venv with $("$python" --version) …"
  "$python" -m venv --clear "$venv"
fi

say "Installing Rawi into $venv (extra: $extra) …"
"$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --editable ".[$extra]" ||
  die "pip could not install Rawi" "see above; the first set-up needs a network or a local package index"
cp pyproject.toml "$stamp"
scripts/frontend.sh
