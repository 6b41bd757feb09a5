"""The command that looks for damage."""

from pathlib import Path

import click

from annotator.cli.parameters import Command, json_option, project_argument
from annotator.cli.telling import counted, print_json, progress_on, tell


@click.command(cls=Command, epilog="annotator check news.annotator --json")
@project_argument
@json_option
def check(project: Path, as_json: bool) -> None:
    """Look for damage in PROJECT: every text against its SHA-256, every span against its text. Changes nothing."""
    from annotator.store import Project

    with Project.open(project, read_only=True) as opened:
        problems = opened.check(progress_on("Checking"))
    if as_json:
        print_json(
            {
                "ok": not problems,
                "problems": [
                    {
                        "kind": problem.kind,
                        "article": problem.article,
                        "span": problem.span,
                        "message": problem.message,
                    }
                    for problem in problems
                ],
            }
        )
    else:
        for problem in problems:
            click.echo(f"{problem.kind}: {problem.message}")
        tell(f"{counted(len(problems), 'problem')} found." if problems else "No problem found.")
    if problems:
        raise click.exceptions.Exit(1)
