#!/usr/bin/env bash
# Reads the example article, explains one claim of it, and says what to do next. `make demo` does the set-up first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rawi=.venv/bin/rawi
article=(examples/wire-in-op-ed.txt --published 2023-03-15 --lexicon examples/lexicon)

title() { printf '\n$ rawi %s\n\n' "$*"; }

# The claim that has passed through the most hands.
deepest='import csv, sys; print(max(csv.DictReader(sys.stdin), key=lambda claim: int(claim["chain_depth"]))["claim_id"])'

title read "${article[@]}"
$rawi read "${article[@]}"

claim=$($rawi read "${article[@]}" --quiet --format csv | .venv/bin/python -c "$deepest")
title explain "${article[@]}" --claim "$claim"
$rawi explain "${article[@]}" --claim "$claim" | sed '/^words of the sentence/,$d'
echo "(left out here: all that each word of the sentence may be)"

archive=build/demo
rm -rf "$archive"
mkdir -p build
printf '\nAn archive of 85 short articles written for the tests, compared: %s\n' "$archive"
title add "$archive" tests/incidents/articles.jsonl
$rawi add "$archive" tests/incidents/articles.jsonl --quiet
title compare "$archive"
$rawi compare "$archive"
title incidents "$archive" --limit 5
$rawi incidents "$archive" --limit 5

cat <<'END'

That was an invented op-ed (examples/wire-in-op-ed.txt). Next:

  . .venv/bin/activate                                      puts `rawi` on your path
  rawi serve build/demo                                     the workbench over that archive, in your browser: http://127.0.0.1:8484/
  rawi read ARTICLE.txt --published YYYY-MM-DD              your own article: text, HTML, JSONL, a folder, or - for standard input
  rawi read ARTICLE.txt --format csv -o claims.csv          one row a claim; --format json for everything that is known
  rawi explain ARTICLE.txt --claim e1                       why it was read so, down to the lexicon's line
  rawi lexicon check examples/lexicon                       your own actors, places and verbs: examples/lexicon is one to copy
  make test                                                 the tests, with their own set-up

README.md shows the same from Python; docs/cli.md every option; docs/method.md how Rawi reads and where it goes wrong.
END
