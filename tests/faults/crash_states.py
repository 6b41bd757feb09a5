"""What a power cut may leave on a disk, made from a recording of a program's system calls.

A disk that loses power keeps what was synced. Of what was written since, each write is there, gone, or torn into
sectors; names that were made, moved or removed since the folder was last synced follow in their order up to some
point. `recorded` runs a program under strace, `crash_states` replays the recording up to random moments.
"""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SECTOR = 512
_DROPPED, _WHOLE = 0.45, 0.75
"""Below the first a pending write is gone, below the second it is there, above it is torn."""

_CALLS = "openat,close,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2"
_SPAWNS = ("clone", "clone3", "fork", "vfork")
_CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Event(NamedTuple):
    """One system call that matters. `name` is a file in the folder, "." the folder itself, "" standard output."""

    kind: str
    name: str
    offset: int = 0
    data: bytes = b""


def can_record() -> bool:
    """Whether strace is there and may trace here."""
    strace = shutil.which("strace")
    return strace is not None and subprocess.run([strace, "true"], capture_output=True, check=False).returncode == 0


def recorded(command: Sequence[str], folder: Path, log: Path, env: Mapping[str, str] | None = None) -> list[Event]:
    """Runs a program and gives what it did to the files in the folder, and what it wrote to standard output."""
    strace = ["strace", "-f", "-xx", "-s", "1000000", "-e", f"trace={_CALLS},{','.join(_SPAWNS)}", "-o", str(log)]
    subprocess.run([*strace, *command], check=True, stdout=subprocess.DEVNULL, env={**os.environ, **(env or {})})
    return list(_events(log, folder))


def _whole_lines(log: Path) -> Iterator[str]:
    """The lines of strace, with calls that another thread interrupted put together again."""
    begun: dict[str, str] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            thread = line.split(maxsplit=1)[0]
            if "<unfinished ...>" in line:
                begun[thread] = line.split(" <unfinished ...>")[0]
            elif "resumed>" in line:
                yield begun.pop(thread, thread) + line.split("resumed>", 1)[1]
            else:
                yield line


def _others(log: Path) -> set[str]:
    """The threads of other processes than the first one: their handles are not its handles."""
    found: set[str] = set()
    spawned: list[tuple[str, str, bool]] = []
    for line in _whole_lines(log):
        call = _CALL.match(line)
        if call is not None and call[2] in _SPAWNS and int(call[4]) > 0:
            spawned.append((call[1], call[4], "CLONE_THREAD" in call[3]))
    known = -1
    while known != len(found):
        known = len(found)
        found |= {child for parent, child, is_thread in spawned if not is_thread or parent in found}
    return found


def _events(log: Path, folder: Path) -> Iterator[Event]:
    others = _others(log)
    open_files: dict[int, str] = {1: ""}
    places: dict[int, int] = {}
    for line in _whole_lines(log):
        call = _CALL.match(line)
        if call is None or int(call[4]) < 0 or call[1] in others or call[2] in _SPAWNS:
            continue
        name, arguments = call[2], call[3]
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]
        numbers = arguments.split(", ")
        if name == "openat":
            handle, path = int(call[4]), Path(os.fsdecode(texts[0]))
            open_files.pop(handle, None)
            if path == folder or path.parent == folder:
                open_files[handle] = "." if path == folder else path.name
                places[handle] = 0
                if "O_CREAT" in arguments:
                    yield Event("create", path.name)
                if "O_TRUNC" in arguments:
                    yield Event("truncate", path.name)
        elif name.startswith(("unlink", "rename")):
            paths = [Path(os.fsdecode(text)) for text in texts]
            if paths[0].parent == folder:
                target = paths[1].name.encode() if name.startswith("rename") else b""
                yield Event("rename" if target else "unlink", paths[0].name, data=target)
        elif (which := open_files.get(int(numbers[0]))) is None:
            continue
        elif name == "close":
            del open_files[int(numbers[0])]
        elif name == "pwrite64":
            yield Event("write", which, int(numbers[-1]), texts[0])
        elif name == "write":
            if which:  # such files are written once, from their start
                yield Event("write", which, places[int(numbers[0])], texts[0])
                places[int(numbers[0])] += len(texts[0])
            else:
                yield Event("say", "", data=texts[0])
        elif name == "ftruncate":
            yield Event("truncate", which, int(numbers[1]))
        else:
            yield Event("sync", which)


@dataclass
class _File:
    """A file as it surely is on the disk, and what was done to it since it was last synced."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list)

    def sync(self) -> None:
        for event in self.pending:
            _apply(self.durable, event)
        self.pending.clear()

    def after_the_cut(self, chance: random.Random) -> bytes:
        content = bytearray(self.durable)
        for event in self.pending:
            fate = chance.random()
            if fate < _DROPPED:
                continue
            if fate < _WHOLE or event.kind == "truncate":
                _apply(content, event)
                continue
            for at in range(0, len(event.data), SECTOR):
                if chance.random() < 0.5:
                    _apply(content, Event("write", "", event.offset + at, event.data[at : at + SECTOR]))
        return bytes(content)


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.offset :]
        content.extend(bytes(event.offset - len(content)))
        return
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(event.data)] = event.data


class _Disk:
    """A folder whose names, too, are sure only once it was synced."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.durable = {name: _File(bytearray(content)) for name, content in files.items()}
        self.now = dict(self.durable)
        self.pending: list[tuple[str, _File | None]] = []

    def do(self, event: Event) -> None:
        if event.kind == "create":
            if event.name not in self.now:
                self._name(event.name, _File())
        elif event.kind == "unlink":
            self._name(event.name, None)
        elif event.kind == "rename":
            self._name(event.data.decode(), self.now[event.name])
            self._name(event.name, None)
        elif event.kind == "sync" and event.name == ".":
            _take(self.durable, self.pending)
            self.pending.clear()
        elif event.kind == "sync":
            self.now[event.name].sync()
        else:
            self.now[event.name].pending.append(event)

    def _name(self, name: str, file: _File | None) -> None:
        self.pending.append((name, file))
        _take(self.now, self.pending[-1:])

    def after_the_cut(self, chance: random.Random) -> dict[str, bytes]:
        names = dict(self.durable)
        _take(names, self.pending[: chance.randint(0, len(self.pending))])
        return {name: file.after_the_cut(chance) for name, file in names.items()}


def _take(names: dict[str, _File], changes: Sequence[tuple[str, _File | None]]) -> None:
    for name, file in changes:
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file


@dataclass(frozen=True, slots=True)
class CrashState:
    """What is on the disk after a power cut, and what the program had said before it."""

    files: dict[str, bytes]
    said: bytes


def crash_states(
    events: Sequence[Event], files: Mapping[str, bytes], count: int, chance: random.Random
) -> Iterator[CrashState]:
    """That many power cuts at random moments of a recording that began with these files."""
    cuts = sorted(chance.randint(0, len(events)) for _ in range(count))
    disk = _Disk(files)
    said = bytearray()
    done = 0
    for cut in cuts:
        for event in events[done:cut]:
            if event.kind == "say":
                said += event.data
            else:
                disk.do(event)
        done = cut
        yield CrashState(disk.after_the_cut(chance), bytes(said))
