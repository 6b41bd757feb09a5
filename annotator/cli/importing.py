"""The command that brings articles in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.keeping import keep_backup
from annotator.cli.parameters import (
    PATH,
    AnnotatorName,
    ColumnPair,
    Command,
    FormatName,
    LabelPair,
    json_option,
    project_argument,
)
from annotator.cli.telling import counted, print_json, progress_on, tell, tell_some

if TYPE_CHECKING:
    from annotator.formats.base import Column


@click.command(
    "import",
    cls=Command,
    epilog="annotator import news.annotator articles/ tagged.jsonl --label PERSON=actor --annotator Ana",
)
@project_argument
@click.argument("files", metavar="FILES-OR-FOLDERS...", nargs=-1, required=True, type=PATH)
@click.option("--format", "format_name", type=FormatName(writing=False), help="Read the files as this format.")
@click.option("--annotator", type=AnnotatorName(), help="Whose the spans are for which the file names nobody.")
@click.option(
    "--label",
    "labels",
    type=LabelPair(),
    multiple=True,
    metavar="OLD=NEW",
    help="Rename a label on the way in; OLD= leaves its spans out.",
)
@click.option(
    "--column",
    "columns",
    type=ColumnPair(),
    multiple=True,
    metavar="WHAT=COLUMN",
    help="Which column of a table, or key of a JSON file, holds the text, title, date …",
)
@click.option("--encoding", help="Of text files and tables; without it, it is found out.")
@click.option("--skip-bad", is_flag=True, help="Take the good lines and spans of a file, and report the others.")
@json_option
def import_(
    project: Path,
    files: tuple[Path, ...],
    format_name: str | None,
    annotator: str | None,
    labels: tuple[tuple[str, str], ...],
    columns: tuple[tuple["Column", str], ...],
    encoding: str | None,
    skip_bad: bool,
    as_json: bool,
) -> None:
    """Add articles, and the spans that come with them, to PROJECT.

    The format of a file is recognised by its content, then by its suffix. A file is taken whole or not at all, and
    the exit status is 1 if any was refused. A text that is there already is not added again; its new spans are.
    """
    from annotator.exchange.importing import import_files
    from annotator.store import Project

    with Project.open(project) as opened:
        keep_backup(opened.path, "import")
        report = import_files(
            opened,
            files,
            format=format_name,
            annotator=annotator or "",
            label_map=dict(labels),
            skip_bad=skip_bad,
            columns=dict(columns) or None,
            encoding=encoding,
            progress=progress_on("Importing"),
        )
    if as_json:
        print_json(report.as_json())
    tell_some([f"warning: {warning}" for warning in report.warnings])
    tell_some([f"refused: {refused}" for refused in report.refused])
    articles, spans = counted(report.articles, "article"), counted(report.spans, "span")
    tell(f"{articles} added, {report.known} known already, {spans} added.")
    if report.refused:
        raise click.exceptions.Exit(1)
