"""The command that counts what a project holds."""

from pathlib import Path

import click

from annotator.cli.parameters import AnnotatorName, Command, json_option, project_argument
from annotator.cli.telling import print_json


@click.command(cls=Command, epilog="annotator stats news.annotator --json")
@project_argument
@click.option("--annotator", type=AnnotatorName(), help="Whose status is counted; else the default annotator's.")
@json_option
def stats(project: Path, annotator: str | None, as_json: bool) -> None:
    """Count articles, spans, labels and status."""
    from annotator.settings import default_annotator
    from annotator.store import Project

    name = annotator or default_annotator()
    with Project.open(project, read_only=True) as opened:
        counted = opened.stats(name)
        suggestions = opened.suggestion_stats()
    if as_json:
        print_json(
            {
                "articles": counted.articles,
                "spans": counted.spans,
                "labels": dict(counted.labels),
                "status": {status.value: number for status, number in counted.status.items()},
                "suggestions": {origin: one._asdict() for origin, one in suggestions.items()},
            }
        )
        return
    click.echo(f"{counted.articles:>9,} articles")
    click.echo(f"{counted.spans:>9,} spans")
    for label, number in counted.labels.items():
        click.echo(f"{number:>9,}   {label}")
    click.echo(f"Status for {name}:")
    for status, number in counted.status.items():
        click.echo(f"{number:>9,}   {status.value.replace('_', ' ')}")
    for origin, one in suggestions.items():
        click.echo(f"Suggestions of {origin} that were decided on:")
        click.echo(f"{one.accepted:>9,}   accepted, {one.changed:,} of them changed at once")
        click.echo(f"{one.rejected:>9,}   rejected")
        click.echo(f"{one.corrected + one.removed:>9,}   accepted and later corrected or removed")
        if one.seconds is not None:
            click.echo(f"{one.seconds:>9,.1f}   seconds to decide, half of them; {one.quick:,} within one second")
