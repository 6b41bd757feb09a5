"""The kinds of arguments and options that several commands share, and how a command shows its example."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from annotator.exchange.splits import Splits
    from annotator.formats.base import Column

F = TypeVar("F", bound=Callable[..., Any])
STATUSES = ("todo", "in_progress", "done")


class Command(click.Command):
    """A command whose help shows its example as it is written."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        if self.epilog:
            with formatter.section("Example"):
                for line in self.epilog.splitlines():
                    formatter.write(f"  {line}\n")


class FormatName(click.ParamType[str]):
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


class LabelPair(click.ParamType[tuple[str, str]]):
    name = "OLD=NEW"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        old, equals, new = (part.strip() for part in str(value).partition("="))
        if not equals or not old:
            self.fail(f"“{value}” must be of the form OLD=NEW, or OLD= to leave the label out.", param, ctx)
        return old, new


class ColumnPair(click.ParamType[tuple["Column", str]]):
    name = "WHAT=COLUMN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple["Column", str]:
        from annotator.formats.base import Column

        if isinstance(value, tuple):
            return value
        what, equals, name = (part.strip() for part in str(value).partition("="))
        if what not in set(Column) or not equals or not name:
            self.fail(f"“{value}” must be of the form WHAT=COLUMN; WHAT is one of {', '.join(Column)}.", param, ctx)
        return Column(what), name


class SplitShares(click.ParamType["Splits | str"]):
    name = "train=0.8,dev=0.1,test=0.1"

    def __init__(self, *, may_be_saved: bool) -> None:
        self._may_be_saved = may_be_saved

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Splits | str":
        from annotator.exchange.splits import SAVED, BadSplits, Splits

        if isinstance(value, Splits):
            return value
        if self._may_be_saved and value == SAVED:
            return SAVED
        try:
            return Splits.parse(str(value))
        except BadSplits as error:
            self.fail(str(error), param, ctx)


def splitting_options(command: F) -> F:
    """How articles fall into splits: what “split” and “export” share."""
    for option in (
        click.option(
            "--keep-copies-together/--part-copies",
            "copies_together",
            default=True,
            show_default=True,
            help="Whether near-copies, such as one wire story in two papers, are always in the same split.",
        ),
        click.option(
            "--by",
            type=click.Choice(["article", "source", "date"]),
            default="article",
            show_default=True,
            help="Each article for itself; all of a source together; or by date, the newest in the last split.",
        ),
        click.option("--seed", type=int, default=0, show_default=True, help="Which articles fall into which split."),
    ):
        command = option(command)
    return command


class AnnotatorName(click.ParamType[str]):
    name = "NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = str(value).strip()
        if not name:
            self.fail("a name is needed.", param, ctx)
        return name


PATH = click.Path(path_type=Path)
project_argument = click.argument("project", type=PATH)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
