"""The manual page, written from the commands themselves, so that it is always true."""

from datetime import UTC, datetime

import click

from annotator.cli import cli


def manual_page(version: str, epoch: int) -> str:
    """annotator(1) in the macros of man(7)."""
    day = datetime.fromtimestamp(epoch, UTC).date().isoformat()
    lines = [
        f'.TH ANNOTATOR 1 "{day}" "Annotator {version}" "User Commands"',
        ".SH NAME",
        r"annotator \- tag claims, actors, weapons and figures in news articles",
        ".SH SYNOPSIS",
        ".B annotator",
        r"[\fIPROJECT\fR | \fICOMMAND\fR [\fIARGUMENTS\fR]]",
        ".SH DESCRIPTION",
        "Opens a window in which spans of articles are tagged, overlapping ones included. A project is one file.",
        "Without a command the window opens, on \\fIPROJECT\\fR if one is named. The commands do the same work without",
        "a window. No network connection is ever made.",
        ".SH COMMANDS",
    ]
    for name, command in sorted(cli.commands.items()):
        if not command.hidden:
            lines += _command(name, command)
    lines += [
        ".SH EXIT STATUS",
        "0: done. 1: the work failed, or part of the input was refused. 2: wrong usage.",
        ".SH FILES",
        ".TP",
        r"\fI*.annotator\fR",
        "Projects. Any SQLite tool opens them.",
        ".TP",
        r"\fI~/.config/annotator\fR, \fI~/.local/share/annotator\fR, \fI~/.local/state/annotator\fR",
        "Settings; sample projects and backups; log files.",
    ]
    return "\n".join(lines) + "\n"


def _command(name: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f".SS annotator {name} {_plain(usage)}"]
    for paragraph in (command.help or "").replace("\b", "").split("\n\n"):
        lines += [".PP", _plain(" ".join(paragraph.split()))]
    for parameter in command.get_params(context):
        if (record := parameter.get_help_record(context)) is not None:
            lines += [".TP", rf"\fB{_plain(record[0])}\fR", _plain(record[1])]
    if command.epilog:
        lines += [
            ".PP",
            "Example:",
            ".PP",
            ".nf",
            *(f"    {_plain(line)}" for line in command.epilog.splitlines()),
            ".fi",
        ]
    return lines


def _plain(text: str) -> str:
    """Text that troff takes literally: no escapes, no requests at the start of a line."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text
