"""The command that writes training data."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.parameters import (
    PATH,
    STATUSES,
    AnnotatorName,
    Command,
    FormatName,
    LabelPair,
    SplitShares,
    json_option,
    project_argument,
    splitting_options,
)
from annotator.cli.telling import print_json, progress_on, tell

if TYPE_CHECKING:
    from annotator.exchange.splits import Splits


@click.command(
    cls=Command,
    epilog=(
        "annotator export news.annotator news.jsonl --format jsonl\n"
        "annotator export news.annotator corpus --format spacy --split train=0.8,dev=0.1,test=0.1 --seed 7"
    ),
)
@project_argument
@click.argument("out", type=PATH)
@click.option("--format", "format_name", type=FormatName(writing=True), required=True, help="The format to write.")
@click.option(
    "--split",
    "splits",
    type=SplitShares(may_be_saved=True),
    metavar="NAME=SHARE,…|saved",
    help="Write a folder with one file for each of these shares, or for each split saved in the project.",
)
@splitting_options
@click.option("--annotator", type=AnnotatorName(), help="Write only this annotator's spans.")
@click.option("--status", type=click.Choice(STATUSES), help="Write only the articles with this status.")
@click.option(
    "--misaligned",
    type=click.Choice(["expand", "leave-out"]),
    default="expand",
    show_default=True,
    help="What becomes of a span that cuts a token, where the format knows only tokens.",
)
@click.option(
    "--label",
    "labels",
    type=LabelPair(),
    multiple=True,
    metavar="OLD=NEW",
    help="Rename a label on the way out; OLD= leaves its spans out.",
)
@click.option(
    "--flatten",
    is_flag=True,
    help="One column of tags instead of one for each label, in conll and bioes; the report lists what has no room.",
)
@click.option(
    "--for-spreadsheets/--for-programs",
    default=True,
    show_default=True,
    help="In csv, whether cells that a spreadsheet would compute are marked as text.",
)
@click.option("--licence", metavar="TEXT", default="", help="What the dataset card says of the licence.")
@click.option("--suggestions", is_flag=True, help="Write suggestions too, marked as such, where the format can.")
@click.option("--force", is_flag=True, help="Overwrite OUT.")
@json_option
def export(
    project: Path,
    out: Path,
    format_name: str,
    splits: "Splits | str | None",
    seed: int,
    by: str,
    copies_together: bool,
    annotator: str | None,
    status: str | None,
    misaligned: str,
    labels: tuple[tuple[str, str], ...],
    flatten: bool,
    for_spreadsheets: bool,
    licence: str,
    suggestions: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write the articles of PROJECT to the file OUT, or with --split to the folder OUT.

    jsonl holds everything and takes every article. All other formats are for training and for other tools: they take
    the articles that are done or have spans. brat and huggingface are always folders. “annotator formats” tells what
    each format can hold.

    What was written is read back and compared with the project, span by span. A report beside the export,
    OUT.report.json, and the same as a page, OUT.report.html, tell what the format could not hold; a dataset card
    tells what the data are and how to load them. In a folder they are report.json, report.html and README.md.

    In spacy files doc.spans["sc"] holds every span. doc.ents cannot overlap: it holds labels that mark phrases (not
    claims), of overlapping spans the longest, of equally long ones the first; the report lists the others. With
    the splits train and dev, “python -m spacy train config.cfg --output model” in that folder trains a model that
    finds claims too.
    """
    from annotator.domain.model import Status
    from annotator.exchange.exporting import export_project
    from annotator.exchange.splits import By, Splits
    from annotator.formats.base import Misaligned
    from annotator.store import Project

    with Project.open(project, read_only=True) as opened:
        report = export_project(
            opened,
            out,
            format=format_name,
            split=splits.with_rule(seed, By(by), copies_together) if isinstance(splits, Splits) else splits,
            annotator=annotator,
            status=Status(status) if status else None,
            force=force,
            misaligned=Misaligned(misaligned.replace("-", " ")),
            suggestions=suggestions,
            flatten=flatten,
            for_spreadsheets=for_spreadsheets,
            licence=licence,
            label_map=dict(labels),
            progress=progress_on("Exporting"),
        )
    if as_json:
        print_json(report.as_json())
    for sentence in report.in_words():
        tell(sentence)
