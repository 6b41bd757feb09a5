"""The command line: the same operations as in the window, for scripts and for CI.

Exit status 0: done. 1: the work failed, or part of the input was refused. 2: wrong usage. Messages and progress go
to standard error, results to standard output. Nothing here imports Qt; only the training formats import spaCy.
"""

import sys

from annotator.cli.group import cli

__all__ = ["cli", "main"]


def main() -> None:
    """Runs the command line and ends the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="annotator")
