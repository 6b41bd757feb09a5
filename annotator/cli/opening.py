"""The commands that open the window, and the one that makes a project."""

from pathlib import Path
from typing import NoReturn

import click

from annotator.cli.parameters import PATH, Command, project_argument
from annotator.cli.telling import fail, tell


@click.command("open", cls=Command, hidden=True, epilog="annotator open news.annotator")
@click.argument("project", type=PATH, required=False)
@click.option("--stay", is_flag=True, help="Say in the window, not here, why PROJECT cannot be opened: for desktops.")
def open_(project: Path | None, stay: bool) -> None:
    """Open PROJECT in the window."""
    open_window(project, stay=stay)


def open_window(project: Path | None, *, stay: bool = False) -> NoReturn:
    if project is not None and not stay and not project.exists():
        from annotator.exchange.names import shown_path

        fail(f"There is no project “{shown_path(project)}”. “annotator new” makes one; “annotator --help” helps.")
    from annotator.app import run_window

    raise click.exceptions.Exit(run_window(project, stay=stay))


@click.command(cls=Command, epilog="annotator demo")
def demo() -> None:
    """Open the window on a fresh copy of the bundled sample project."""
    from annotator.app import run_demo

    raise click.exceptions.Exit(run_demo())


@click.command(cls=Command, epilog="annotator new news.annotator")
@project_argument
def new(project: Path) -> None:
    """Make an empty project with the four labels claim, actor, weapon and figure."""
    from annotator.exchange.names import shown_path
    from annotator.exchange.sample import default_labels
    from annotator.store import Project

    labels = default_labels()
    Project.create(project, labels).close()
    tell(f"Made “{shown_path(project)}” with the labels {', '.join(label.name for label in labels)}.")
