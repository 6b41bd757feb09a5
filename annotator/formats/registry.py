"""Every format by its name. A format is one module of this package that declares itself with `reader` or `writer`."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import annotator.formats as package
from annotator.errors import ReadFailed, WriteFailed
from annotator.formats.base import (
    Holds,
    Match,
    Overview,
    Proof,
    ReadFunction,
    TableColumns,
    WriteFolderFunction,
    WriteFunction,
)
from annotator.formats.head import FileHead

R = TypeVar("R", bound=ReadFunction)
W = TypeVar("W", bound=WriteFunction)
F = TypeVar("F", bound=WriteFolderFunction)
Companions = Callable[[Overview], dict[str, bytes]]
"""The files that stand beside the data, such as a configuration, by their names."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Code that imports one file format. `suffixes` begin with a dot, in lower case.

    `columns` tells the columns of a file if the person may say what they hold, else it is None. `together` tells
    all files that make one document with a file, the one to read first; None if a file is always alone.
    `labels_near` finds the list of labels that belongs to a document and is a file by itself, None if there is none.
    """

    name: str
    suffixes: tuple[str, ...]
    title: str
    holds: Holds
    recognises: Callable[[FileHead], Match]
    read: ReadFunction
    columns: Callable[[Path], TableColumns] | None = None
    together: Callable[[Path], tuple[Path, ...]] | None = None
    labels_near: Callable[[Path], Path | None] | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """Code that exports one file format. A training format takes only articles that are done or have spans.

    `choices` says in words what the format decides for itself. `loading` is Python that loads the data: "{file}"
    stands in it for the first file. A format that is always a folder has `write_folder`, any other `write`.
    """

    name: str
    suffix: str
    title: str
    holds: Holds
    training: bool
    choices: str
    proof: Proof
    loading: str
    write: WriteFunction | None = None
    write_folder: WriteFolderFunction | None = None
    companions: Companions | None = None
    front_matter: Callable[[Overview], str] | None = None
    """What a dataset card must begin with for the tools that read it."""

    @property
    def is_folder(self) -> bool:
        return self.write_folder is not None


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """What `annotator formats` shows of a format."""

    name: str
    title: str
    reads: bool
    writes: bool
    suffixes: tuple[str, ...]
    training: bool
    holds_read: Holds | None
    holds_written: Holds | None
    choices: str
    checked_by: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


_VAGUE = frozenset([".json"])
"""Suffixes that say too little of a file that nobody named."""
_readers: dict[str, Reader] = {}
_writers: dict[str, Writer] = {}
_is_loaded = False


def reader(
    name: str,
    suffixes: tuple[str, ...],
    title: str,
    *,
    holds: Holds,
    recognises: Callable[[FileHead], Match],
    columns: Callable[[Path], TableColumns] | None = None,
    together: Callable[[Path], tuple[Path, ...]] | None = None,
    labels_near: Callable[[Path], Path | None] | None = None,
) -> Callable[[R], R]:
    """Declares the function below it as the reader of a format."""

    def declare(function: R) -> R:
        _readers[name] = Reader(name, suffixes, title, holds, recognises, function, columns, together, labels_near)
        return function

    return declare


def writer(
    name: str,
    suffix: str,
    title: str,
    *,
    holds: Holds,
    proof: Proof,
    loading: str,
    training: bool = True,
    choices: str = "",
    companions: Companions | None = None,
) -> Callable[[W], W]:
    """Declares the function below it as the writer of a format of one file."""

    def declare(function: W) -> W:
        _writers[name] = Writer(
            name, suffix, title, holds, training, choices, proof, loading, write=function, companions=companions
        )
        return function

    return declare


def folder_writer(
    name: str,
    title: str,
    *,
    holds: Holds,
    proof: Proof,
    loading: str,
    choices: str = "",
    companions: Companions | None = None,
    front_matter: Callable[[Overview], str] | None = None,
) -> Callable[[F], F]:
    """Declares the function below it as the writer of a format that is a folder of files."""

    def declare(function: F) -> F:
        _writers[name] = Writer(
            name,
            "",
            title,
            holds,
            True,
            choices,
            proof,
            loading,
            write_folder=function,
            companions=companions,
            front_matter=front_matter,
        )
        return function

    return declare


def readers() -> dict[str, Reader]:
    """All readers by name, in order of their names."""
    _load()
    return dict(sorted(_readers.items()))


def writers() -> dict[str, Writer]:
    """All writers by name, in order of their names."""
    _load()
    return dict(sorted(_writers.items()))


def reader_named(name: str) -> Reader:
    """Raises ReadFailed, naming what there is, if no format of that name can be read."""
    try:
        return readers()[name]
    except KeyError:
        raise ReadFailed(f"No format named {name!r} can be read.", f"There are {', '.join(readers())}.") from None


def writer_named(name: str) -> Writer:
    """Raises WriteFailed, naming what there is, if no format of that name can be written."""
    try:
        return writers()[name]
    except KeyError:
        raise WriteFailed(f"No format named {name!r} can be written.", f"There are {', '.join(writers())}.") from None


def format_info() -> list[FormatInfo]:
    """All formats, in order of their names."""
    all_readers, all_writers = readers(), writers()
    found = []
    for name in sorted(all_readers | all_writers):
        can_read, can_write = all_readers.get(name), all_writers.get(name)
        title = can_write.title if can_write else all_readers[name].title
        suffixes = can_read.suffixes if can_read else ()
        if can_write and can_write.suffix and can_write.suffix not in suffixes:
            suffixes = (can_write.suffix, *suffixes)
        found.append(
            FormatInfo(
                name,
                title,
                can_read is not None,
                can_write is not None,
                suffixes,
                can_write.training if can_write else False,
                can_read.holds if can_read else None,
                can_write.holds if can_write else None,
                can_write.choices if can_write else "",
                can_write.proof.by if can_write else "",
            )
        )
    return found


def detect(path: Path, *, named: bool = True) -> Reader | None:
    """The reader that knows a file, by its content, else by its suffix; None if there is none.

    `named` tells that a person named this very file, so that a mere possibility is enough. Raises OSError.
    """
    head = FileHead(path)
    least = Match.POSSIBLE if named else Match.LIKELY
    matches = [(candidate.recognises(head), candidate) for candidate in readers().values()]
    best = max(matches, key=lambda pair: pair[0], default=(Match.NO, None))
    if best[0] >= least:
        return best[1]
    if not named and head.suffix in _VAGUE:
        return None
    by_suffix = [known for known in readers().values() if head.suffix in known.suffixes]
    return min(by_suffix, key=lambda one: (one.name != head.suffix[1:], one.suffixes.index(head.suffix)), default=None)


def _load() -> None:
    global _is_loaded
    if not _is_loaded:
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
        _is_loaded = True
