"""A backup before a command changes a project: what it did can then be taken back even if the file breaks."""

from pathlib import Path

from annotator import settings
from annotator.cli.telling import tell
from annotator.errors import ProjectError


def keep_backup(project: Path, why: str) -> None:
    """Makes one if anything was done since the last; where none can be made the command goes on, and says so."""
    from annotator.store.backups import Backups

    try:
        Backups.of(project, settings.backup_folder(), settings.backup_budget()).keep(project, why)
    except ProjectError as error:
        tell(f"warning: no backup was made before this: {error.message}")
