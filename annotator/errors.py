"""What can go wrong in a way that the person at the screen can act on."""

from pathlib import Path


class AnnotatorError(Exception):
    """Something the annotator can act on: the message is shown as it is, the hint says what to try next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class InvalidSpan(AnnotatorError):
    """A span that cannot exist: empty, backward, outside its text, or with a quote that its text does not hold."""


class DuplicateSpan(AnnotatorError):
    """The same label on the same range by the same annotator is there already."""


class UnknownLabel(AnnotatorError):
    """The project's label scheme has no such label."""


class NotFound(AnnotatorError):
    """An article, span or other row that the project does not hold, or no longer."""


class ProjectError(AnnotatorError):
    """The project file cannot be created, opened or written."""

    path: Path | None = None
    """The file that could not be opened, where it is another than the one that is open."""


class ProjectDamaged(ProjectError):
    """The project file is damaged: what can be read of it can be recovered into a new one."""


class ProjectGone(ProjectError):
    """The project file is no longer where it was opened; all that was in it can still be saved elsewhere."""


class ProjectReadOnly(ProjectError):
    """The project can be read, but not written; a copy of it can."""


class ProjectUnconfirmed(ProjectError):
    """What was to be written is in the project, but the disk failed to say that it is there to stay."""


class ProjectInUse(ProjectError):
    """Somebody else has the project open for writing; it can be read meanwhile."""

    def __init__(self, message: str, hint: str = "", *, elsewhere: bool = False) -> None:
        super().__init__(message, hint)
        self.elsewhere = elsewhere
        """Whether it is another computer, of which nobody here can tell whether it still runs."""


class NotAProject(ProjectError):
    """The file is no Annotator project, or its schema was altered by someone else."""


class ProjectTooNew(ProjectError):
    """The project was saved by a newer version of the app."""


class ReadFailed(AnnotatorError):
    """A file could not be imported. Carries where the trouble is."""

    def __init__(self, message: str, hint: str = "", *, line: int | None = None) -> None:
        super().__init__(message, hint)
        self.line = line


class WriteFailed(AnnotatorError):
    """An export could not be written."""


class UnsafePipeline(AnnotatorError):
    """A pipeline that must not or cannot be loaded: unknown components, code among its files, another version."""


class BadPattern(AnnotatorError):
    """A file of patterns that cannot be read: which one, and what is wrong with it."""


class NothingToLearn(AnnotatorError):
    """Too few tagged articles to train on."""


class Cancelled(AnnotatorError):
    """The person cancelled a long piece of work."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")
