"""The child's side: does what its parent asks, one thing after the other, and ends when the parent is gone."""

import contextlib
import json
import os
import queue
import signal
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.proposals import Proposal
from annotator.errors import AnnotatorError, Cancelled
from annotator.progress import Progress
from annotator.suggesting.helping import Helping

_POLITE, _VERY_POLITE = 5, 10
"""How much less of the processor is asked for, for suggestions, and beyond that for training."""

Request = dict[str, Any]


def serve() -> None:
    """Reads requests from the standard input until it ends; answers on what was the standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, who then closes our input.
    # By number: a frozen program without a console has no sys.stdin.
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get among the answers
    _be_polite(_POLITE)
    Server(requests, answers).run()


class Server:
    """Answers requests. Each has a number, "id", that its answers carry; "kind" says what is wanted."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests = requests
        self._answers = answers
        self._waiting: queue.Queue[Request] = queue.Queue()
        self._cancelled: set[int] = set()
        self._latest = 0
        self._helping: Helping | None = None
        self._project = ""

    def run(self) -> None:
        """Does not return: the process ends with its input."""
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            self._do(self._waiting.get())

    def _listen(self) -> None:
        """Hears requests while another one is worked on, so that it can be cancelled."""
        for line in self._requests:
            request = json.loads(line)
            if request["kind"] == "cancel":
                self._cancelled.add(request["id"])
            else:
                if request["kind"] == "suggest":
                    self._latest = request["id"]
                self._waiting.put(request)
        os._exit(0)

    def _answer(self, request: Request, **values: object) -> None:
        self._answers.write(json.dumps({"id": request["id"], **values}).encode() + b"\n")
        self._answers.flush()

    def _do(self, request: Request) -> None:
        try:
            match request["kind"]:
                case "suggest":
                    self._suggest(request)
                case "everywhere":
                    self._everywhere(request)
                case "train":
                    self._train(request)
                case "pipelines":
                    self._answer(request, result=_pipelines(request.get("folders", ())))
        except AnnotatorError as error:
            is_cancelled = isinstance(error, Cancelled)
            self._answer(request, error=error.message, hint=error.hint, cancelled=is_cancelled)
        except Exception as error:
            self._answer(request, error=f"Suggesting failed ({type(error).__name__}).", hint="Tagging goes on.")

    def _suggest(self, request: Request) -> None:
        """For an article: what is proposed now. `learn` names articles that changed since; null means any may have."""
        helping = self._helping
        if helping is None or request.get("afresh") or self._project != request["project"]:
            if helping is not None:
                helping.close()
            self._helping = None
            helping = self._helping = Helping.open(Path(request["project"]), request.get("with") or ())
            self._project = request["project"]
        elif request["learn"] is None or request["learn"]:
            helping.learn(request["learn"])
        if request.get("only_latest") and request["id"] < self._latest:
            return
        found = helping.proposals(request["article"], request.get("annotator"))
        version = helping.version if request.get("wants_version") else ""
        self._answer(request, article=request["article"], version=version, proposals=[as_row(one) for one in found])

    def _everywhere(self, request: Request) -> None:
        """For each article that needs it: what is proposed. The parent stores it."""
        from annotator.store import Project
        from annotator.suggesting.choices import default_names
        from annotator.suggesting.everywhere import suggest_everywhere

        path = Path(request["project"])
        with Project.open(path, read_only=True) as project:
            names = list(request.get("with") or default_names(project))

        def store(article_id: str, proposals: list[Proposal], version: str) -> None:
            rows = [as_row(one) for one in proposals]
            self._answer(request, article=article_id, version=version, names=names, proposals=rows)

        run = suggest_everywhere(path, names, store, progress=self._progress_of(request))
        total = sum(run.suggestions.values())
        self._answer(request, result={"articles": run.articles, "known": run.known, "suggestions": total})

    def _train(self, request: Request) -> None:
        from annotator.suggesting.learning import train_project

        _be_polite(_VERY_POLITE)
        self._answer(request, result=train_project(Path(request["project"]), self._progress_of(request)))

    def _progress_of(self, request: Request) -> Progress:
        """Tells the parent how far it is; raises Cancelled once the parent has had enough."""

        def progress(done: int, total: int) -> None:
            if request["id"] in self._cancelled:
                raise Cancelled
            self._answer(request, done=done, total=total)

        return progress


def _pipelines(folders: Iterable[str]) -> list[dict[str, object]]:
    """The installed pipelines, and those in the folders, with their labels; one that must not be loaded tells why."""
    from annotator.nlp.pipelines import OURS, Pipeline, installed_pipelines

    found: list[dict[str, object]] = []
    for name in dict.fromkeys((*installed_pipelines(), *folders)):
        try:
            labels = Pipeline(name).labels
        except AnnotatorError as error:
            found.append({"name": name, "problem": str(error)})
        else:
            found.append({"name": name, "labels": labels, "ours": {one: OURS.get(one, "") for one in labels}})
    return found


def as_row(one: Proposal) -> list[object]:
    """A proposal as JSON values; `from_row` reads it."""
    return [one.start, one.end, one.label, one.score, one.reason, one.origin, one.version]


def from_row(row: list[Any]) -> Proposal:
    return Proposal(*row)


def _be_polite(by: int) -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.nice(by)
