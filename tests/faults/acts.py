"""Each kind of act that writes, as a program of its own that can be killed or starved at any moment.

    python -m tests.faults.acts NAME FOLDER

`prepare` makes what the act needs in an empty folder, the program does it and says on standard output how far it is,
and `wrong_after` looks at what is left. What it says:

    BEGIN
    ACK <what was done>
    REFUSED <the message and the hint>
    UNCONFIRMED <the same, of what was written but may not stay>
    END
"""

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.model import AnnotatedArticle, Article, Label, Span
from annotator.domain.text import sha256_of
from annotator.errors import AnnotatorError, NotFound, ProjectUnconfirmed
from annotator.exchange.sample import default_labels
from annotator.store import Project, actions
from annotator.store.backups import Backups
from annotator.store.recovery import recover
from annotator.store.restoring import restore_over

ROOT = Path(__file__).parents[2]
OLD = ROOT / "tests" / "data" / "schema-1.annotator"
NAME = "news.annotator"
ARTICLES, MORE = 40, 60
_OLD_EXPORT = b'{"text": "what was exported before"}\n'


def say(*words: object) -> None:
    """One line, at once. By a system call that nothing else here makes, so that a full disk leaves it alone."""
    os.writev(1, [" ".join(map(str, words)).replace("\n", " ").encode("utf-8"), b"\n"])


def text_of(number: int) -> str:
    return f"Report {number}. Officials of region {number} said that troops held {number + 3} rifles.\n\n" * 4


def _fill(path: Path) -> None:
    with Project.create(path, default_labels()) as project:
        made = []
        for number in range(ARTICLES):
            text = text_of(number)
            spans = (Span("", "", 0, 6, "actor", text[:6]), Span("", "", 0, 8, "claim", text[:8]))
            made.append(AnnotatedArticle(Article("", f"Report {number}", text, sha256_of(text)), spans))
        actions.add_articles(project, made, "ana")


def _tag(folder: Path) -> None:
    with Project.open(folder / NAME) as project:
        article = project.article_ids()[0]
        say("BEGIN")
        for number in range(12):
            with _refusable():
                changes = actions.tag(project, article, 10 + number, 14 + number, "figure", "ana")
                say("ACK", changes.span_ids[-1])


def _import(folder: Path) -> None:
    from annotator.exchange.importing import import_files

    with Project.open(folder / NAME) as project:
        say("BEGIN")
        with _refusable():
            report = import_files(project, [folder / "files"], annotator="ana")
            if report.articles != MORE:
                raise NotFound(f"{report.refused}")
            say("ACK all")


def _undo(folder: Path) -> None:
    with Project.open(folder / NAME) as project:
        say("BEGIN")
        for turn in range(8):
            with _refusable():
                project.redo() if project.redo_name() else project.undo()
                say("ACK", turn)


def _scheme(folder: Path) -> None:
    with Project.open(folder / NAME) as project:
        say("BEGIN")
        for turn in range(4):
            with _refusable():
                names = [label.name for label in project.labels()]
                if "person" in names:
                    actions.edit_label(project, "person", Label("actor", "2", "blue"))
                else:
                    actions.edit_label(project, "actor", Label("person", "2", "blue"))
                say("ACK", turn)
            with _refusable():
                actions.merge_labels(project, "claim", "figure")
                project.undo()


def _export(folder: Path) -> None:
    from annotator.exchange.exporting import export_project

    with Project.open(folder / NAME) as project:
        say("BEGIN")
        with _refusable():
            export_project(project, folder / "out.jsonl", format="jsonl", force=True)
            say("ACK out.jsonl")
        with _refusable():
            export_project(project, folder / "sets", format="jsonl", split="train=0.5,test=0.5")
            say("ACK sets")


def _back_up(folder: Path) -> None:
    with Project.open(folder / NAME) as project:
        say("BEGIN")
        for turn in range(2):
            with _refusable():
                if Backups(folder / "kept").keep(folder / NAME, "asked") is not None:
                    say("ACK", f"backup {turn}")
            with _refusable():
                actions.tag(project, project.article_ids()[0], 10 + turn, 14 + turn, "figure", "ana")


def _restore(folder: Path) -> None:
    say("BEGIN")
    with _refusable():
        restore_over(folder / "backup.annotator", folder / NAME)
        say("ACK restored")


def _compact(folder: Path) -> None:
    with Project.open(folder / NAME) as project:
        say("BEGIN")
        with _refusable():
            project.compact(project.history()[1].seq)
            say("ACK compacted")


def _recover(folder: Path) -> None:
    say("BEGIN")
    with _refusable():
        recover(folder / "damaged.annotator", folder / "new.annotator", [folder / NAME])
        say("ACK recovered")


def _migrate(folder: Path) -> None:
    say("BEGIN")
    with _refusable(), Project.open(folder / NAME):
        say("ACK open")


def _create(folder: Path) -> None:
    say("BEGIN")
    with _refusable(), Project.create(folder / NAME, default_labels()):
        say("ACK made")


class _refusable:  # noqa: N801 — read as a word of a sentence
    """What is refused is said, and the next thing is tried."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, ProjectUnconfirmed):
            say("UNCONFIRMED", error)
        elif isinstance(error, AnnotatorError):
            say("REFUSED", error)
        else:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Said:
    """What the act had said before it ended or was killed."""

    acknowledged: tuple[str, ...]
    refused: tuple[str, ...]
    unconfirmed: int
    ended: bool

    @property
    def done(self) -> int:
        """How many acts are in the project if the power stays on."""
        return len(self.acknowledged) + self.unconfirmed

    @classmethod
    def parse(cls, output: bytes) -> "Said":
        lines = output.decode("utf-8").split("\n")[:-1]
        return cls(
            tuple(line[4:] for line in lines if line.startswith("ACK ")),
            tuple(line[8:] for line in lines if line.startswith("REFUSED ")),
            sum(line.startswith("UNCONFIRMED ") for line in lines),
            "END" in lines,
        )


def _wrong_project(folder: Path, check: Callable[[Project], Iterator[str]]) -> Iterator[str]:
    try:
        with Project.open(folder / NAME) as project:
            yield from (f"check: {problem.kind}: {problem.message}" for problem in project.check())
            yield from check(project)
    except AnnotatorError as error:
        yield f"not opened: {error}"


def _whole(project: Project) -> Iterator[str]:
    """Nothing more is asked than that the project opens and passes its check."""
    yield from ()


def _wrong_tags(folder: Path, said: Said) -> Iterator[str]:
    def check(project: Project) -> Iterator[str]:
        found = {span.id for span in project.spans_of(project.article_ids()[0]) if span.label == "figure"}
        yield from (f"lost: {span}" for span in said.acknowledged if span not in found)
        if not said.done <= len(found) <= said.done + (not said.ended):
            yield f"{len(found)} tags there, {said.done} told"

    return _wrong_project(folder, check)


def _wrong_import(folder: Path, said: Said) -> Iterator[str]:
    def check(project: Project) -> Iterator[str]:
        allowed = (ARTICLES + MORE,) if said.done else (ARTICLES,) if said.ended else (ARTICLES, ARTICLES + MORE)
        if len(project.article_ids()) not in allowed:
            yield f"{len(project.article_ids())} articles"

    return _wrong_project(folder, check)


def _wrong_undo(folder: Path, said: Said) -> Iterator[str]:
    def check(project: Project) -> Iterator[str]:
        count, expected = len(project.article_ids()), (ARTICLES, 0)[said.done % 2]
        if count not in (0, ARTICLES) or (said.ended and count != expected):
            yield f"{count} articles after {said.done} turns"

    return _wrong_project(folder, check)


def _wrong_scheme(folder: Path, said: Said) -> Iterator[str]:
    def check(project: Project) -> Iterator[str]:
        stats = project.stats("ana")
        names = set(stats.labels)
        if not {"figure", "weapon"} <= names or len(names & {"person", "actor"}) != 1 or stats.spans != 2 * ARTICLES:
            yield f"labels {dict(stats.labels)}"
        if said.ended and not said.refused and "claim" not in names:
            yield "a merge that was undone is there"

    return _wrong_project(folder, check)


def _wrong_export(folder: Path, said: Said) -> Iterator[str]:
    content = (folder / "out.jsonl").read_bytes()
    if content != _OLD_EXPORT and len(_lines(content)) != ARTICLES:
        yield "out.jsonl is neither the old nor the new one"
    if "out.jsonl" in said.acknowledged and content == _OLD_EXPORT:
        yield "out.jsonl was acknowledged and is the old one"
    if (folder / "sets").exists():
        total = sum(len(_lines(file.read_bytes())) for file in (folder / "sets").glob("t*.jsonl"))
        if total != ARTICLES:
            yield f"sets holds {total} articles"
    elif "sets" in said.acknowledged:
        yield "sets was acknowledged and is not there"
    yield from _wrong_project(folder, _whole)


def _lines(content: bytes) -> list[object]:
    return [json.loads(line) for line in content.decode("utf-8").split("\n") if line]


def _wrong_backups(folder: Path, said: Said) -> Iterator[str]:
    kept = Backups(folder / "kept").kept()
    if len(kept) < len(said.acknowledged):
        yield f"{len(kept)} backups there, {len(said.acknowledged)} acknowledged"
    for backup in kept:
        try:
            with Project.open(backup.path, read_only=True) as project:
                yield from (f"{backup.path.name}: {problem.message}" for problem in project.check())
        except AnnotatorError as error:
            yield f"{backup.path.name} counts as a backup: {error}"
    yield from _wrong_project(folder, _whole)


def _wrong_restoring(folder: Path, said: Said) -> Iterator[str]:
    def check(project: Project) -> Iterator[str]:
        allowed = {0} if said.acknowledged else {ARTICLES} if said.ended else {0, ARTICLES}
        if len(project.article_ids()) not in allowed:
            yield f"{len(project.article_ids())} articles"

    yield from _wrong_project(folder, check)
    for aside in folder.glob("*before-restore*"):
        with Project.open(aside, read_only=True) as project:
            if len(project.article_ids()) != ARTICLES:
                yield f"{aside.name} is not what was there before"


def _wrong_compaction(folder: Path, said: Said) -> Iterator[str]:
    def check(project: Project) -> Iterator[str]:
        if len(project.article_ids()) != ARTICLES - 3:
            yield f"{len(project.article_ids())} articles"
        if len(project.history()) not in ({1} if said.done else {5} if said.ended else {1, 5}):
            yield f"{len(project.history())} steps"

    return _wrong_project(folder, check)


def _wrong_recovery(folder: Path, said: Said) -> Iterator[str]:
    new = folder / "new.annotator"
    if said.acknowledged and not new.exists():
        yield "what was recovered is not there"
    if new.exists():
        with Project.open(new, read_only=True) as project:
            yield from (f"recovered: {problem.message}" for problem in project.check())
            if project.stats("ana").spans != 2 * ARTICLES:
                yield f"{project.stats('ana').spans} spans recovered"
    if (folder / "damaged.annotator").read_bytes() != _without_header(folder / NAME):
        yield "the damaged file was written to"


def _without_header(path: Path) -> bytes:
    return bytes(100) + path.read_bytes()[100:]


def _wrong_migration(folder: Path, said: Said) -> Iterator[str]:
    for copy in folder.glob("*before-upgrade*.annotator"):
        with closing(sqlite3.connect(copy)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version != 1 or connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                yield f"{copy.name} is no whole copy"

    def check(project: Project) -> Iterator[str]:
        if _content_of(project.path) != _content_of(OLD):
            yield "the content is another one"

    yield from _wrong_project(folder, check)


def _content_of(path: Path) -> list[object]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        spans = connection.execute(
            'SELECT id, article_id, start, "end", quote, removed FROM span ORDER BY id'
        ).fetchall()
        texts = connection.execute("SELECT article_id, text FROM article_text ORDER BY article_id").fetchall()
        changes = connection.execute("SELECT * FROM change ORDER BY step_seq, n").fetchall()
    return [*spans, *texts, *changes]


def _wrong_creation(folder: Path, said: Said) -> Iterator[str]:
    if (folder / NAME).exists():
        yield from _wrong_project(folder, _whole)
    elif said.acknowledged:
        yield "the project was acknowledged and is not there"


@dataclass(frozen=True, slots=True)
class Act:
    """`do` runs in a process of its own; `wrong` looks at the folder afterwards."""

    do: Callable[[Path], None]
    wrong: Callable[[Path, Said], Iterator[str]]


ACTS = {
    "tag": Act(_tag, _wrong_tags),
    "import": Act(_import, _wrong_import),
    "undo": Act(_undo, _wrong_undo),
    "scheme": Act(_scheme, _wrong_scheme),
    "export": Act(_export, _wrong_export),
    "back up": Act(_back_up, _wrong_backups),
    "restore": Act(_restore, _wrong_restoring),
    "compact": Act(_compact, _wrong_compaction),
    "recover": Act(_recover, _wrong_recovery),
    "migrate": Act(_migrate, _wrong_migration),
    "create": Act(_create, _wrong_creation),
}


def prepare(name: str, folder: Path) -> None:
    """Makes what the act needs in an empty folder."""
    if name == "migrate":
        shutil.copyfile(OLD, folder / NAME)
    elif name != "create":
        _fill(folder / NAME)
    if name == "import":
        (folder / "files").mkdir()
        for number in range(MORE):
            (folder / "files" / f"{number:03d}.txt").write_text(text_of(1000 + number), encoding="utf-8")
    if name == "restore":
        Project.create(folder / "backup.annotator", default_labels()).close()
    if name == "compact":
        with Project.open(folder / NAME) as project:
            ids = project.article_ids()
            for article in ids[:3]:
                actions.remove_articles(project, [article])
            actions.set_note(project, ids[9], "later")
    if name == "recover":
        (folder / "damaged.annotator").write_bytes(_without_header(folder / NAME))
    if name == "export":
        (folder / "out.jsonl").write_bytes(_OLD_EXPORT)


def wrong_after(name: str, folder: Path, said: Said, *, killed: bool) -> list[str]:
    """What the act broke. A program that was killed may leave files behind, under names that nobody takes for more."""
    leftovers = [
        entry.name
        for entry in (*folder.iterdir(), *folder.glob("kept/*"))
        if entry.name.startswith(".") or entry.name.endswith(("-journal", ".new"))
    ]
    found = [] if killed else [f"left behind: {name}" for name in leftovers]
    return [*found, *ACTS[name].wrong(folder, said)]


def main() -> int:
    name, folder = sys.argv[1], Path(sys.argv[2])
    ACTS[name].do(folder)
    say("END")
    return 0


if __name__ == "__main__":
    sys.exit(main())
