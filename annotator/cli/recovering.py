"""The command that recovers a damaged project into a new file."""

from pathlib import Path

import click

from annotator.cli.parameters import PATH, Command, json_option, project_argument
from annotator.cli.telling import counted, print_json, progress_on, tell, tell_some


@click.command(cls=Command, epilog="annotator recover news.annotator recovered.annotator")
@project_argument
@click.argument("new", type=PATH)
@click.option(
    "--backup",
    "backups",
    type=PATH,
    multiple=True,
    help="Take what cannot be read from this copy of the project, instead of the app's own backups.",
)
@json_option
def recover(project: Path, new: Path, backups: tuple[Path, ...], as_json: bool) -> None:
    """Write what can be read of a damaged PROJECT into the file NEW, and beside it a list of what is missing.

    Every text is checked against its SHA-256 and every span against its text. What cannot be read is taken from the
    newest sound backup. PROJECT is never written to. The exit status is 1 if anything is missing.
    """
    from annotator import settings
    from annotator.store.backups import backups_of_damaged
    from annotator.store.connection import check_readable
    from annotator.store.recovery import recover as recover_project

    check_readable(project)
    known = list(backups) or [one.path for one in backups_of_damaged(project, settings.backup_folder())]
    done = recover_project(project, new, known, progress_on("Recovering"))
    if as_json:
        print_json(
            {
                "articles": done.articles,
                "spans": done.spans,
                "steps": done.steps,
                "backup": str(done.backup) if done.backup else None,
                "of_backup": dict(done.of_backup),
                "repaired": list(done.repaired),
                "missing": [{"kind": one.kind, "id": one.id, "message": one.message} for one in done.missing],
                "list": str(done.report),
            }
        )
    tell_some([f"missing: {one.kind} {one.id}: {one.message}" for one in done.missing])
    tell(f"{counted(done.articles, 'article')} and {counted(done.spans, 'span')} recovered.")
    if done.of_backup:
        tell(f"{counted(sum(done.of_backup.values()), 'row')} of them from the backup {done.backup}.")
    if done.missing:
        tell(f"{counted(len(done.missing), 'thing')} missing; the list is in {done.report}.")
        raise click.exceptions.Exit(1)
