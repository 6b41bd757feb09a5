"""The command line: the same operations as in the window, for scripts and for CI.

Exit status 0: done. 1: the work failed, or part of the input was refused. 2: wrong usage. Messages and progress go
to standard error, results to standard output. Nothing here imports Qt; only the training formats import spaCy.
"""

import json
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.shell_completion import CompletionItem

from annotator import __version__
from annotator.errors import AnnotatorError, Cancelled

if TYPE_CHECKING:
    from annotator.exchange.splits import Splits
    from annotator.formats.base import Holds

_SHOWN = 20
"""How many refusals or warnings are shown one by one; `--json` has all."""
_STATUSES = ("todo", "in_progress", "done")


class Commands(click.Group):
    """The first word is a command if it names one, else a project to open. No failure shows a traceback."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and _may_be_project(args[0]):
            return "open", _open, args
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (KeyboardInterrupt, Cancelled):
            _fail("Cancelled; nothing was changed.")
        except AnnotatorError as error:
            _fail(str(error))
        except BrokenPipeError:
            raise
        except OSError as error:
            from annotator.exchange.names import reason_of, shown_path

            where = f"“{shown_path(Path(error.filename))}”: " if isinstance(error.filename, str) else ""
            _fail(f"{where}{reason_of(error)}")
        except Exception as error:
            _fail(_unexpected(error))


def _may_be_project(word: str) -> bool:
    """Whether a first word that names no command means a project: it exists, or looks like a path."""
    if word.startswith("-"):
        return False
    try:
        return Path(word).exists() or Path(word).suffix != "" or len(Path(word).parts) > 1
    except (OSError, ValueError):
        return True


def _fail(message: str) -> NoReturn:
    _tell(f"annotator: {message}")
    raise click.exceptions.Exit(1)


def _unexpected(error: Exception) -> str:
    """Writes where it happened to the log, without any text of the project, and says so."""
    from annotator.paths import log_folder

    name = type(error).__name__
    where = "".join(traceback.format_tb(error.__traceback__))
    try:
        log = log_folder() / "annotator.log"
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().astimezone().isoformat()} annotator {__version__}: {name}\n{where}\n")
    except OSError:
        return f"Something unexpected went wrong ({name}), and no log could be written."
    return f"Something unexpected went wrong ({name}). What is known of it is in “{log}”."


def _tell(message: str) -> None:
    click.echo(message, err=True)


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=True, indent=2))


def _progress_on(what: str) -> Callable[[int, int], None] | None:
    """Shows progress on standard error if a person is looking at it."""
    if not sys.stderr.isatty():
        return None
    last = -1

    def show(done: int, total: int) -> None:
        nonlocal last
        percent = 100 * done // total if total else 100
        if percent != last:
            last = percent
            click.echo(f"\r{what}: {percent} %" + ("\n" if percent == 100 else ""), err=True, nl=False)

    return show


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _tell_some(messages: Sequence[str]) -> None:
    for message in messages[:_SHOWN]:
        _tell(message)
    if len(messages) > _SHOWN:
        _tell(f"… and {len(messages) - _SHOWN} more; --json lists all.")


class _Lines(click.Command):
    """A command whose help shows its example as it is written."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        if self.epilog:
            with formatter.section("Example"):
                for line in self.epilog.splitlines():
                    formatter.write(f"  {line}\n")


class _FormatName(click.ParamType[str]):
    """A format name, looked up only when it is needed."""

    name = "format"

    def __init__(self, *, writing: bool) -> None:
        self._writing = writing

    def _choice(self) -> click.Choice[str]:
        from annotator.formats.registry import readers, writers

        return click.Choice(tuple(writers() if self._writing else readers()))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return self._choice().convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return self._choice().get_metavar(param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return self._choice().shell_complete(ctx, param, incomplete)


class _LabelPair(click.ParamType[tuple[str, str]]):
    name = "OLD=NEW"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        old, equals, new = (part.strip() for part in str(value).partition("="))
        if not equals or not old or not new:
            self.fail(f"“{value}” must be of the form OLD=NEW.", param, ctx)
        return old, new


class _Wish(click.ParamType["Splits"]):
    name = "train=0.8,dev=0.1,test=0.1"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Splits":
        from annotator.exchange.splits import BadSplits, Splits

        if isinstance(value, Splits):
            return value
        try:
            return Splits.parse(str(value))
        except BadSplits as error:
            self.fail(str(error), param, ctx)


class _AnnotatorName(click.ParamType[str]):
    name = "NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = str(value).strip()
        if not name:
            self.fail("a name is needed.", param, ctx)
        return name


_PATH = click.Path(path_type=Path)
_project = click.argument("project", type=_PATH)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="[PROJECT | COMMAND [ARGS]...]",
    epilog="Example: “annotator news.annotator” opens a project in the window.",
)
@click.version_option(__version__, prog_name="annotator")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Tag claims, actors, weapons and figures in news articles.

    Without a command the window opens, on PROJECT if one is named.
    """
    if ctx.invoked_subcommand is None:
        _open_window(None)


@cli.command("open", cls=_Lines, hidden=True, epilog="annotator open news.annotator")
@_project
def _open(project: Path) -> None:
    """Open PROJECT in the window."""
    _open_window(project)


def _open_window(project: Path | None) -> NoReturn:
    if project is not None and not project.exists():
        from annotator.exchange.names import shown_path

        _fail(f"There is no project “{shown_path(project)}”. “annotator new” makes one; “annotator --help” helps.")
    from annotator.app import run_window

    raise click.exceptions.Exit(run_window(project))


@cli.command(cls=_Lines, epilog="annotator demo")
def demo() -> None:
    """Open the window on a fresh copy of the bundled sample project."""
    from annotator.app import run_demo

    raise click.exceptions.Exit(run_demo())


@cli.command(cls=_Lines, epilog="annotator new news.annotator")
@_project
def new(project: Path) -> None:
    """Make an empty project with the four labels claim, actor, weapon and figure."""
    from annotator.exchange.names import shown_path
    from annotator.exchange.sample import default_labels
    from annotator.store import Project

    labels = default_labels()
    Project.create(project, labels).close()
    _tell(f"Made “{shown_path(project)}” with the labels {', '.join(label.name for label in labels)}.")


@cli.command(
    "import",
    cls=_Lines,
    epilog="annotator import news.annotator articles/ tagged.jsonl --label PERSON=actor --annotator Ana",
)
@_project
@click.argument("files", metavar="FILES-OR-FOLDERS...", nargs=-1, required=True, type=_PATH)
@click.option("--format", "format_name", type=_FormatName(writing=False), help="Read the files as this format.")
@click.option("--annotator", type=_AnnotatorName(), help="Whose the spans are for which the file names nobody.")
@click.option(
    "--label", "labels", type=_LabelPair(), multiple=True, metavar="OLD=NEW", help="Rename a label on the way in."
)
@click.option("--skip-bad", is_flag=True, help="Take the good lines and spans of a file, and report the others.")
@_json
def import_(
    project: Path,
    files: tuple[Path, ...],
    format_name: str | None,
    annotator: str | None,
    labels: tuple[tuple[str, str], ...],
    skip_bad: bool,
    as_json: bool,
) -> None:
    """Add articles, and the spans that come with them, to PROJECT.

    The format of a file is recognised by its content, then by its suffix. A file is taken whole or not at all, and
    the exit status is 1 if any was refused. A text that is there already is not added again; its new spans are.
    """
    from annotator.exchange.importing import import_files
    from annotator.store import Project

    with Project.open(project) as opened:
        report = import_files(
            opened,
            files,
            format=format_name,
            annotator=annotator or "",
            label_map=dict(labels),
            skip_bad=skip_bad,
            progress=_progress_on("Importing"),
        )
    if as_json:
        _print_json(report.as_json())
    _tell_some([f"warning: {warning}" for warning in report.warnings])
    _tell_some([f"refused: {refused}" for refused in report.refused])
    articles, spans = _counted(report.articles, "article"), _counted(report.spans, "span")
    _tell(f"{articles} added, {report.known} known already, {spans} added.")
    if report.refused:
        raise click.exceptions.Exit(1)


@cli.command(
    cls=_Lines,
    epilog=(
        "annotator export news.annotator news.jsonl --format jsonl\n"
        "annotator export news.annotator corpus --format spacy --split train=0.8,dev=0.1,test=0.1 --seed 7"
    ),
)
@_project
@click.argument("out", type=_PATH)
@click.option("--format", "format_name", type=_FormatName(writing=True), required=True, help="The format to write.")
@click.option("--split", "splits", type=_Wish(), help="Write a folder with one file for each of these shares.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which articles fall into which split.")
@click.option("--annotator", type=_AnnotatorName(), help="Write only this annotator's spans.")
@click.option("--status", type=click.Choice(_STATUSES), help="Write only the articles with this status.")
@click.option(
    "--misaligned",
    type=click.Choice(["expand", "leave-out"]),
    default="expand",
    show_default=True,
    help="What becomes of a span that cuts a token, where the format knows only tokens.",
)
@click.option("--suggestions", is_flag=True, help="Write suggestions too, marked as such, where the format can.")
@click.option("--force", is_flag=True, help="Overwrite OUT.")
@_json
def export(
    project: Path,
    out: Path,
    format_name: str,
    splits: "Splits | None",
    seed: int,
    annotator: str | None,
    status: str | None,
    misaligned: str,
    suggestions: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write the articles of PROJECT to the file OUT, or with --split to the folder OUT.

    jsonl holds everything and takes every article. prodigy and spacy are for training: they take the articles that
    are done or have spans. A report beside the export, OUT.report.json, lists each span that was widened or left
    out, and why.

    In spacy files doc.spans["sc"] holds every span. doc.ents cannot overlap: it holds labels that mark phrases (not
    claims), of overlapping spans the longest, of equally long ones the first; the report lists the others.
    """
    from dataclasses import replace

    from annotator.domain.model import Status
    from annotator.exchange.exporting import export_project
    from annotator.formats.base import Misaligned
    from annotator.store import Project

    with Project.open(project, read_only=True) as opened:
        report = export_project(
            opened,
            out,
            format=format_name,
            split=replace(splits, seed=seed) if splits else None,
            annotator=annotator,
            status=Status(status) if status else None,
            force=force,
            misaligned=Misaligned(misaligned.replace("-", " ")),
            suggestions=suggestions,
            progress=_progress_on("Exporting"),
        )
    if as_json:
        _print_json(report.as_json())
    for sentence in report.in_words():
        _tell(sentence)


@cli.command(cls=_Lines, epilog="annotator formats --json")
@_json
def formats(as_json: bool) -> None:
    """List what can be read and written, and what each format can hold."""
    from annotator.formats.registry import format_info

    infos = format_info()
    if as_json:
        _print_json({"formats": [info.as_json() for info in infos]})
        return
    for info in infos:
        ways = " and ".join(way for way, can in (("read", info.reads), ("written", info.writes)) if can)
        click.echo(f"{info.name:<10}{info.title}  ({', '.join(info.suffixes)}; {ways})")
        if info.holds_read is not None:
            click.echo(f"{'':<10}  read: {_in_words(info.holds_read)}")
        if info.holds_written is not None:
            click.echo(f"{'':<10}  written: {_in_words(info.holds_written)}")
        if info.choices:
            click.echo(click.wrap_text(info.choices, 100, " " * 12, " " * 12))


def _in_words(holds: "Holds") -> str:
    if not holds.spans:
        return "text, without spans"
    kinds = {
        "overlapping spans": holds.overlap,
        "annotators": holds.annotators,
        "attributes": holds.attributes,
        "relations": holds.relations,
        "status": holds.status,
        "notes": holds.notes,
        "suggestions": holds.suggestions,
    }
    said = f"spans in {holds.offset_unit}, {', '.join(kind for kind, can in kinds.items() if can)}"
    lacking = [kind for kind, can in kinds.items() if not can]
    return f"{said}; no {', no '.join(lacking)}" if lacking else said


@cli.command(cls=_Lines, epilog="annotator stats news.annotator --json")
@_project
@click.option("--annotator", type=_AnnotatorName(), help="Whose status is counted; else the default annotator's.")
@_json
def stats(project: Path, annotator: str | None, as_json: bool) -> None:
    """Count articles, spans, labels and status."""
    from annotator.settings import default_annotator
    from annotator.store import Project

    name = annotator or default_annotator()
    with Project.open(project, read_only=True) as opened:
        counted = opened.stats(name)
    if as_json:
        _print_json(
            {
                "articles": counted.articles,
                "spans": counted.spans,
                "labels": dict(counted.labels),
                "status": {status.value: number for status, number in counted.status.items()},
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


@cli.command(cls=_Lines, epilog="annotator check news.annotator --json")
@_project
@_json
def check(project: Path, as_json: bool) -> None:
    """Look for damage in PROJECT: every text against its SHA-256, every span against its text. Changes nothing."""
    from annotator.store import Project

    with Project.open(project, read_only=True) as opened:
        problems = opened.check(_progress_on("Checking"))
    if as_json:
        _print_json(
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
        _tell(f"{_counted(len(problems), 'problem')} found." if problems else "No problem found.")
    if problems:
        raise click.exceptions.Exit(1)


def main() -> None:
    """Runs the command line and ends the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="annotator")
