"""What a command says: messages and progress on standard error, one JSON document on standard output."""

import json
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from annotator.progress import Progress

_SHOWN = 20
"""How many refusals or warnings are shown one by one; `--json` has all."""


def fail(message: str) -> NoReturn:
    tell(f"annotator: {message}")
    raise click.exceptions.Exit(1)


def tell(message: str) -> None:
    click.echo(message, err=True)


def print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=True, indent=2))


def progress_on(what: str) -> Progress | None:
    """Shows progress on standard error if a person is looking at it."""
    if not sys.stderr.isatty():
        return None
    last = -1

    def show(done: int, total: int) -> None:
        nonlocal last
        percent = 100 * done // total if total else 100
        if percent != last:
            last = percent
            click.echo(f"\r{what}: {percent} %" + ("\n" if percent == 100 else ""), err=True, nl=False)

    return show


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def tell_some(messages: Sequence[str]) -> None:
    for message in messages[:_SHOWN]:
        tell(message)
    if len(messages) > _SHOWN:
        tell(f"… and {len(messages) - _SHOWN} more; --json lists all.")
