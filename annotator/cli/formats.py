"""The command that lists what can be read and written."""

from typing import TYPE_CHECKING

import click

from annotator.cli.parameters import Command, json_option
from annotator.cli.telling import print_json

if TYPE_CHECKING:
    from annotator.formats.base import Holds


@click.command(cls=Command, epilog="annotator formats --json")
@json_option
def formats(as_json: bool) -> None:
    """List what can be read and written, and what each format can hold."""
    from annotator.formats.registry import format_info

    infos = format_info()
    if as_json:
        print_json({"formats": [info.as_json() for info in infos]})
        return
    for info in infos:
        ways = " and ".join(way for way, can in (("read", info.reads), ("written", info.writes)) if can)
        click.echo(f"{info.name:<12}{info.title}  ({', '.join(info.suffixes) or 'a folder'}; {ways})")
        if info.holds_read is not None:
            click.echo(f"{'':<12}  read: {_in_words(info.holds_read)}")
        if info.holds_written is not None:
            click.echo(f"{'':<12}  written: {_in_words(info.holds_written)}")
        if info.checked_by:
            click.echo(f"{'':<12}  checked by {info.checked_by}")
        if info.choices:
            click.echo(click.wrap_text(info.choices, 100, " " * 14, " " * 14))


def _in_words(holds: "Holds") -> str:
    if not holds.spans:
        return "text, without spans"
    kinds = {
        "overlapping spans": holds.overlap,
        "annotators": holds.annotators,
        "attributes": holds.attributes,
        "relations": holds.relations,
        "status": holds.status,
        "notes": holds.notes,
        "suggestions": holds.suggestions,
    }
    said = f"spans in {holds.offset_unit}, {', '.join(kind for kind, can in kinds.items() if can)}"
    lacking = [kind for kind, can in kinds.items() if not can]
    return f"{said}; no {', no '.join(lacking)}" if lacking else said
