"""The commands about suggestions: propose, measure, learn."""

from pathlib import Path
from typing import Any

import click

from annotator.cli.parameters import PATH, Command, json_option, project_argument
from annotator.cli.telling import counted, fail, print_json, progress_on, tell

_with_option = click.option(
    "--with",
    "names",
    multiple=True,
    metavar="NAME",
    help="A suggester: memory, rules, trained or pipeline:NAME. May be given several times; else all there are.",
)


@click.command(
    cls=Command,
    epilog="annotator suggest news.annotator --with rules --with memory\nannotator suggest news.annotator --json",
)
@project_argument
@_with_option
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only this article. May be given again.")
@click.option("--processes", type=click.IntRange(1, 64), help="How many processes work at once; else what is worth it.")
@click.option("--again", is_flag=True, help="Also for the articles where nothing can have changed.")
@json_option
def suggest(
    project: Path,
    names: tuple[str, ...],
    articles: tuple[str, ...],
    processes: int | None,
    again: bool,
    as_json: bool,
) -> None:
    """Propose spans for the articles of PROJECT, and store the proposals as suggestions.

    They take the place of undecided suggestions of the same suggester. A suggestion is no span, and in no export that
    does not ask for it. With --json nothing is stored: the proposals are printed. A run that was cancelled goes on
    where it stopped when the command is given again.
    """
    from annotator.errors import Cancelled
    from annotator.store import Project
    from annotator.suggesting import everywhere
    from annotator.suggesting.choices import default_names

    if as_json:
        show = progress_on("Suggesting")
        found = everywhere.proposals_of(project, names, article_ids=articles, progress=show)
        print_json({"articles": [_as_json(*one) for one in found]})
        return
    stored = 0
    with Project.open(project) as opened:
        origins = list(dict.fromkeys(names)) or default_names(opened)

        def store(article_id: str, proposals: list[Any], version: str) -> None:
            nonlocal stored
            everywhere.store_proposals(opened, article_id, proposals, origins, version)
            stored += 1

        try:
            run = everywhere.suggest_everywhere(
                project,
                origins,
                store,
                article_ids=articles,
                processes=processes or 0,
                again=again,
                progress=progress_on("Suggesting"),
            )
        except (KeyboardInterrupt, Cancelled):
            fail(f"Cancelled. What was suggested for {counted(stored, 'article')} is stored; run it again to go on.")
    total = sum(run.suggestions.values())
    by = ", ".join(f"{origin} {number:,}" for origin, number in run.suggestions.items())
    tell(f"{counted(total, 'suggestion')} stored for {counted(run.articles, 'article')}{f' ({by})' if by else ''}.")
    if run.known:
        tell(f"{counted(run.known, 'article')} had the latest suggestions already.")


def _as_json(article_id: str, title: str, text: str, proposals: list[Any]) -> dict[str, object]:
    return {
        "id": article_id,
        "title": title,
        "suggestions": [
            {
                "start": one.start,
                "end": one.end,
                "label": one.label,
                "text": text[one.start : one.end],
                "score": one.score,
                "origin": one.origin,
                "version": one.version,
                "reason": one.reason,
            }
            for one in proposals
        ],
    }


@click.command(cls=Command, epilog="annotator evaluate news.annotator --with rules --json")
@project_argument
@_with_option
@json_option
def evaluate(project: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Measure the suggestions against the spans in PROJECT, over all articles that have spans.

    A suggestion counts as right if its borders are the same (exact), if they are once determiners, quantifiers,
    possessives and punctuation at the ends are taken off (normalised), or if it shares a character with the span
    (overlap; one for one). In brackets: where F1 lies in 95 of 100 choices of articles. Effort: a span tagged by hand
    is 3 acts, accepting 1, a border to fix 1, a wrong suggestion 1, a missed span 3. The articles are
    parted in ten; while a part is measured, what is learned is learned from the others. An article that is not done is
    measured up to the last tag or decision in it: what was not read yet is nobody's mistake. Changes nothing.
    """
    from annotator.suggesting.evaluating import evaluate_project

    report: dict[str, Any] = evaluate_project(project, names, progress_on("Evaluating"))
    if as_json:
        print_json(report)
        return
    click.echo(f"{counted(report['articles'], 'article')}, with {', '.join(report['with'])}")
    rows = {**report["labels"], "all labels": report["overall"]}
    width = max(len(name) for name in rows)
    for name, scores in rows.items():
        for number, (match, one) in enumerate(scores.items()):
            shown = f"P {one['precision']:.2f}  R {one['recall']:.2f}  F1 {one['f1']:.2f}"
            between = f"[{one['low']:.2f}, {one['high']:.2f}]"
            counts = f"{one['right']:,} right of {one['proposed']:,} proposed, {one['accepted']:,} there"
            click.echo(f"{'' if number else name:<{width}}  {match:<10}  {shown}  {between}  {counts}")
    for name, one in report["sentences"].items():
        shown = f"P {one['precision']:.2f}  R {one['recall']:.2f}  F1 {one['f1']:.2f}"
        click.echo(f"{name:<{width}}  by sentence {shown}")
    effort = report["effort"]
    click.echo(f"effort: {effort['acts']:,} acts, by hand {effort['by_hand']:,}: {100 * effort['ratio']:.0f} %")
    for note in report["notes"]:
        tell(note)


@click.command(cls=Command, epilog="annotator train news.annotator\nannotator train news.annotator --out model/")
@project_argument
@click.option("--out", type=PATH, help="Copy what was trained to this folder, as a pipeline that any spaCy loads.")
@click.option("--only-export", is_flag=True, help="Do not train; only copy what was trained before.")
@click.option("--force", is_flag=True, help="Overwrite OUT.")
@json_option
def train(project: Path, out: Path | None, only_export: bool, force: bool, as_json: bool) -> None:
    """Train a pipeline from the spans in PROJECT, on this machine.

    A part of the articles is held back to judge by; if they are few, each third in turn. What was trained is kept only
    if it beats what was there; it is kept in your own folder, not in the project. From then on it is the suggester
    “trained”.
    """
    from annotator.store import Project
    from annotator.suggesting.learning import export_trained, train_project

    with Project.open(project, read_only=True) as opened:
        project_id = opened.id
    if out is not None and out.exists() and not force:
        from annotator.exchange.names import shown_path

        fail(f"There is already something at “{shown_path(out)}”. --force overwrites it.")
    if not only_export:
        result: dict[str, Any] = train_project(project, progress_on("Training") or (lambda _done, _total: None))
        if as_json:
            print_json(result)
        tell(f"Learned from {counted(result['articles'], 'article')} in {result['seconds']:,.0f} s.")
        tell(f"On {counted(result['held_back'], 'article')}, judged by what the others taught, before → now:")
        for label, one in result["labels"].items():
            wrong = f"{one['proposed_before'] - one['found_before']} → {one['proposed'] - one['found']}"
            found = f"{one['found_before']} → {one['found']} of {one['there']}"
            tell(f"  {label}: found {found}; wrong {wrong}; F1 {_change(one)}")
        better = "It is better, and is used from now on." if result["kept"] else "It is no better, and is not used."
        tell(better)
    elif out is None:
        fail("--only-export needs --out.")
    if out is not None:
        export_trained(project_id, out, force=force)
        tell(f"The pipeline is in “{out}”.")


def _change(one: dict[str, float]) -> str:
    return f"{one['f1_before']:.2f} → {one['f1']:.2f}"
