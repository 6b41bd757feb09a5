"""The group of all commands: which words mean a command, and how a failure ends."""

import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from annotator import __version__
from annotator.cli.checking import check
from annotator.cli.counting import stats
from annotator.cli.exporting import export
from annotator.cli.formats import formats
from annotator.cli.importing import import_
from annotator.cli.opening import demo, new, open_, open_window
from annotator.cli.recovering import recover
from annotator.cli.splitting import split
from annotator.cli.suggesting import evaluate, suggest, train
from annotator.cli.telling import fail
from annotator.errors import AnnotatorError, Cancelled


class Commands(click.Group):
    """The first word is a command if it names one, else a project to open. No failure shows a traceback."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and _may_be_project(args[0]):
            return "open", open_, args
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (KeyboardInterrupt, Cancelled):
            fail("Cancelled; nothing was changed.")
        except AnnotatorError as error:
            fail(str(error))
        except BrokenPipeError:
            raise
        except OSError as error:
            from annotator.exchange.names import reason_of, shown_path

            where = f"“{shown_path(Path(error.filename))}”: " if isinstance(error.filename, str) else ""
            fail(f"{where}{reason_of(error)}")
        except Exception as error:
            fail(_unexpected(error))


def _may_be_project(word: str) -> bool:
    """Whether a first word that names no command means a project: it exists, or looks like a path."""
    if word.startswith("-"):
        return False
    try:
        return Path(word).exists() or Path(word).suffix != "" or len(Path(word).parts) > 1
    except (OSError, ValueError):
        return True


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
        open_window(None)


for _command in (open_, demo, new, import_, export, split, formats, stats, check, suggest, evaluate, train, recover):
    cli.add_command(_command)
