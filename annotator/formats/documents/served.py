"""The process that reads documents: one request a line on standard input, one answer a line on standard output."""

import contextlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from annotator.errors import ReadFailed
from annotator.formats.documents.child import MEMORY, SECONDS
from annotator.formats.documents.found import LONGEST_TEXT, Found

_RETIRES_AT = MEMORY // 2
"""In bytes of memory in use: beyond it the next document gets a new process."""


def serve() -> None:
    """Answers until standard input ends. Nothing that a library prints gets among the answers."""
    # Not sys.stdin: a frozen program with a window of its own has none on Windows, whatever it was started with.
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_memory()
    for line in requests:
        request = json.loads(line)
        with _alarm():
            answer = _answer(str(request["kind"]), Path(request["path"]))
        answer["retire"] = bool(answer.get("retire")) or _memory_in_use() > _RETIRES_AT
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _answer(kind: str, path: Path) -> dict[str, object]:
    try:
        found = _extractor(kind)(path)
        if len(found.text) > LONGEST_TEXT:
            raise ReadFailed("Its text is longer than any article.", "Split it.")
        if not found.text.strip():
            raise ReadFailed("It holds no text that could be read.")
        return asdict(found)
    except ReadFailed as error:
        return {"error": error.message, "hint": error.hint}
    except MemoryError:
        return {"error": f"It needs more memory than the {MEMORY // 1_000_000} MB that one file may.", "retire": True}
    except RecursionError:
        return {"error": "It is nested too deeply."}
    except OSError as error:
        return {"error": f"{error.strerror or type(error).__name__}."}
    except Exception as error:  # a library that trips over a broken file may raise anything
        return {"error": f"It is damaged or no {kind.upper()}: {type(error).__name__}: {error}"[:300], "retire": True}


def _extractor(kind: str) -> Callable[[Path], Found]:
    if kind == "html":
        from annotator.formats.documents.html_text import extract as from_html

        return from_html
    if kind == "pdf":
        from annotator.formats.documents.pdf_text import extract as from_pdf

        return from_pdf
    from annotator.formats.documents.docx_text import extract as from_docx

    return from_docx


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _memory_in_use() -> int:
    """In bytes; 0 where the system does not tell. (The highest use so far would count what our parent had used.)"""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return 0


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    """Ends this process a little after its time is up, should nobody be there to do it."""
    if hasattr(signal, "alarm"):
        signal.alarm(int(SECONDS) + 5)
    try:
        yield
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)


if __name__ == "__main__":
    serve()
