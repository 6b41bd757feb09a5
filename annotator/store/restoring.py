"""Going back to a backup: as a new file, or in place of the project, which is put aside first."""

import os
from contextlib import suppress
from pathlib import Path

from annotator.errors import ProjectError
from annotator.progress import Progress
from annotator.store.creating import free_name, sync_folder
from annotator.store.identity import new_id
from annotator.store.lock import ProjectLock
from annotator.store.verified import copy_verified


def restore_as(backup: Path, new: Path, progress: Progress | None = None) -> None:
    """Makes a project of a backup under a name that is free. Raises ProjectError; nothing is left there then."""
    copy_verified(backup, new, progress)


def restore_over(backup: Path, project: Path, progress: Progress | None = None) -> Path:
    """Puts a backup in the place of a project that nobody has open; gives where the one that was there is now.

    The name never leads to nothing, whenever the power goes. Raises ProjectInUse, ProjectError; the project is then
    as it was.
    """
    lock = ProjectLock.take(project)
    draft = project.with_name(f".{new_id()[:8]}.restored")
    try:
        copy_verified(backup, draft, progress)
        aside = free_name(project, "before-restore")
        _set_aside(project, aside)
        draft.replace(project)
        sync_folder(project.parent)
    except OSError as error:
        raise ProjectError(
            f"“{project.name}” cannot be replaced: {error.strerror}.", "Restore the backup as a new file elsewhere."
        ) from error
    finally:
        lock.release()
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return aside


def _set_aside(project: Path, aside: Path) -> None:
    """Gives the project a second name, and a journal beside it the name that belongs to that. Raises OSError."""
    try:
        os.link(project, aside)
    except OSError:  # the file system has no hard links
        project.rename(aside)
    journal = project.with_name(f"{project.name}-journal")
    with suppress(FileNotFoundError):
        journal.rename(aside.with_name(f"{aside.name}-journal"))
