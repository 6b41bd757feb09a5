"""The command that says which articles are for training and which for testing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.parameters import (
    AnnotatorName,
    Command,
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
    epilog="annotator split news.annotator train=0.8,dev=0.1,test=0.1 --seed 7\nannotator split news.annotator",
)
@project_argument
@click.argument("splits", metavar="[NAME=SHARE,…]", required=False, type=SplitShares(may_be_saved=False))
@splitting_options
@click.option("--again", is_flag=True, help="Split all articles anew, those too whose split is saved.")
@click.option("--annotator", type=AnnotatorName(), help="Who does it, for the history.")
@json_option
def split(
    project: Path,
    splits: "Splits | None",
    seed: int,
    by: str,
    copies_together: bool,
    again: bool,
    annotator: str | None,
    as_json: bool,
) -> None:
    """Save in PROJECT which split each article falls into, and show what is in each; without shares only show it.

    A saved split stays, whatever articles come or go. A new article that is nearly the same as one that has a split
    goes with it; if it is nearly the same as articles of different splits, it falls into none. “annotator export
    --split saved” writes them.
    """
    from annotator.exchange.splits import By
    from annotator.exchange.splitting import (
        SplitReport,
        balance,
        balance_table,
        saved_splits,
        split_names,
        split_project,
    )
    from annotator.settings import default_annotator
    from annotator.store import Project

    with Project.open(project, read_only=splits is None) as opened:
        if splits is None:
            found = saved_splits(opened)
            report = SplitReport(balance(opened, split_names(opened), found), found)
        else:
            report = split_project(
                opened,
                splits.with_rule(seed, By(by), copies_together),
                annotator or default_annotator(),
                again=again,
                progress=progress_on("Splitting"),
            )
        without = len(opened.article_ids()) - len(report.assignment.of)
    if as_json:
        print_json(report.as_json() | {"without": without})
        return
    for line in balance_table(report.balance):
        click.echo(line)
    for sentence in report.assignment.notes() if splits else ():
        tell(sentence)
    if without and splits is None:
        tell(f"{without:,} without a split; the same command with shares gives them one.")
