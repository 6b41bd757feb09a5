"""Processes that suggest: how they are started, how they answer, and how they end."""

import os
import queue
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.domain.model import AnnotatedArticle, Article, Label
from annotator.domain.text import sha256_of
from annotator.errors import AnnotatorError, Cancelled
from annotator.store import Project, actions
from annotator.suggesting.asking import ChildEnded, ask
from annotator.suggesting.child import Child, Message

TEXT = "The ministry counted 40 rifles."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "news.annotator"
    with Project.create(path, [Label("actor"), Label("weapon"), Label("figure")]) as made:
        actions.add_articles(made, [AnnotatedArticle(Article("one", "One", TEXT, sha256_of(TEXT)))], "Ana")
    return path


def question(project: Path, number: int, article: str = "one") -> dict[str, object]:
    return {"id": number, "kind": "suggest", "project": str(project), "article": article, "learn": []}


def test_a_child_answers_one_question_after_the_other_and_errors_with_their_hints(project: Path) -> None:
    answers: queue.Queue[Message] = queue.Queue()
    child = Child(answers.put)
    child.send(question(project, 1))
    child.send(question(project, 2, article="gone"))
    child.send(question(project, 3))
    first, second, third = (answers.get(timeout=60) for _ in range(3))
    child.close()
    assert (first["id"], second["id"], third["id"]) == (1, 2, 3)
    assert {TEXT[row[0] : row[1]] for row in first["proposals"]} >= {"40"}
    assert "not in the project" in second["error"]
    assert third["proposals"] == first["proposals"]
    assert not child.is_alive


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a script is a program on Linux and macOS alone")
def test_a_program_without_an_interpreter_starts_itself(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "annotator"
    root = Path(__file__).parents[3]
    program.write_text(f"#!{sys.executable} -E\nimport sys\nsys.path.insert(0, {str(root)!r})\n"
                       "from annotator.__main__ import main\nmain()\n")  # fmt: skip
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    answers: queue.Queue[Message] = queue.Queue()
    child = Child(answers.put)
    child.send(question(project, 1))
    assert answers.get(timeout=60)["article"] == "one"
    child.close()


def test_one_that_is_killed_tells_so_once(project: Path) -> None:
    ended: queue.Queue[bool] = queue.Queue()
    child = Child(lambda _message: None, lambda: ended.put(True))
    child.kill()
    assert ended.get(timeout=60)
    child.send(question(project, 1))
    child.close()
    assert ended.empty()


def test_long_work_ends_when_nobody_wants_it_or_the_process_dies(project: Path) -> None:
    request = {"kind": "everywhere", "project": str(project)}
    with pytest.raises(Cancelled):
        ask(request, lambda _message: None, lambda: True)

    def kill_the_children(_message: Message) -> None:
        for entry in Path("/proc/self/task").iterdir():
            with suppress(FileNotFoundError):  # a thread that has ended meanwhile
                for pid in (entry / "children").read_text().split():
                    os.kill(int(pid), signal.SIGKILL)

    if sys.platform.startswith("linux"):
        with pytest.raises((ChildEnded, AnnotatorError), match="has ended"):
            ask({"kind": "everywhere", "project": str(project)}, kill_the_children, lambda: False)
    heard: list[Message] = []
    result = ask(request, heard.append, lambda: False)
    assert result["articles"] == 1
    assert [message["article"] for message in heard if "article" in message] == ["one"]
