"""`python -m rawi`: the command line, where its script is not on the path."""

from rawi.cli import main

main(prog_name="rawi")
