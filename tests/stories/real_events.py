"""An article tagged from nothing on a real display, with key and mouse events as the window system sends them.

    xvfb-run -a -s "-screen 0 1400x1000x24" python -m tests.stories.real_events [ARTICLES.jsonl]

Tags every span of the articles (else of the sample's first one) once with the keyboard alone and once with the mouse
alone, in a project and with settings of their own. Prints as JSON what was asked for, what each way made, and how many
keys it took: a chord is one, each repetition counts. Exit status 1 if a way made other spans.
Needs xdotool and openbox.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from annotator.domain import boundaries
from tests.stories.hands import KeyboardHands, Wanted

_PATIENCE = 10.0
_NO_KEYS = '<openbox_config xmlns="http://openbox.org/3.4/rc"><keyboard/></openbox_config>'
"""A window manager is needed for the focus, but its own keys would take some of ours."""
_NAMES = {"Esc": "Escape"}


def wanted_of(article: dict[str, Any]) -> list[Wanted]:
    """The spans of an article in reading order."""
    found = [(span["start"], span["end"], span["label"]) for span in article["spans"]]
    return sorted(found, key=lambda span: (span[0], -span[1], span[2]))


class Person:
    """At the window of the app, whose events come from xdotool alone. Stands in for the desk of the other tests."""

    def __init__(self, folder: Path) -> None:
        from annotator.app import _application, make_window
        from annotator.exchange.sample import default_labels

        self.idle_keys: list[str] = []
        self.app = _application()
        self.window = make_window(self.app)
        self.window.resize(1300, 900)
        self.workspace, self.view = self.window.workspace, self.window.view
        self.window.settings.set("annotator", "ana")
        self.window.settings.set("suggest_on_open", False)
        self.workspace.create_project(folder / "News.annotator", default_labels())
        self.window.show()
        self.waits(self.window.isVisible)

    def waits(self, holds: Callable[[], bool], seconds: float = _PATIENCE) -> bool:
        until = time.monotonic() + seconds
        while not holds() and time.monotonic() < until:
            self.app.processEvents()
            time.sleep(0.001)
        self.app.processEvents()
        return holds()

    def presses(self, *keys: str, on: QWidget | None = None) -> None:
        """Presses keys and lets the window take each of them."""
        del on
        for key in keys:
            before = self._state()
            self._xdotool("key", "+".join(_NAMES.get(part, part) for part in _parts(key)))
            if not self.waits(lambda before=before: self._state() != before, seconds=1):  # type: ignore[misc]
                self.idle_keys.append(key)

    def drags(self, begin: QPoint, finish: QPoint, *, exactly: bool) -> None:
        """Drags over the text; `exactly` holds Alt, so that nothing snaps to words."""
        held = ["keydown", "alt"] if exactly else []
        let_go = ["keyup", "alt"] if exactly else []
        before = self._state()
        middle = (begin + finish) / 2
        self._xdotool(*held, *self._to(begin), "mousedown", "1")
        self._xdotool(*self._to(middle), *self._to(finish), "mouseup", "1", *let_go)
        self.waits(lambda: self.view.selection is not None and self._state() != before)
        self.waits(lambda: False, seconds=0.02)

    def clicks(self, widget: QWidget) -> None:
        self._xdotool(*self._at(widget.mapToGlobal(widget.rect().center())), "click", "1")

    def _to(self, place: QPoint) -> list[str]:
        return self._at(self.view.viewport().mapToGlobal(place))

    @staticmethod
    def _at(place: QPoint) -> list[str]:
        return ["mousemove", "--sync", str(place.x()), str(place.y())]

    def _xdotool(self, *words: str) -> None:
        running = subprocess.Popen(["xdotool", *words])
        self.waits(lambda: running.poll() is not None)

    def _state(self) -> tuple[object, ...]:
        view = self.view
        return view.caret, view.selection, view.current_span, len(view.spans)


def _parts(key: str) -> list[str]:
    *held, last = key.split("+")
    return [*(name.lower() for name in held), last.lower() if len(last) == 1 else last]


Way = Callable[[Person, list[Wanted]], int]


def by_keyboard(person: Person, wanted: list[Wanted]) -> int:
    """Tags the spans of the open article; gives how many keys it took."""
    hands = KeyboardHands(person)  # type: ignore[arg-type]
    for span in wanted:
        hands.tag(span)
    return hands.keys


def by_mouse(person: Person, wanted: list[Wanted]) -> int:
    """Tags the spans of the open article by dragging over each and clicking its label."""
    view = person.view
    for start, end, label in wanted:
        view.reveal(start, end)  # as a person scrolls there
        person.waits(lambda: False, seconds=0.02)
        first, last = view.range_rectangles(start, start + 1)[0], view.range_rectangles(end - 1, end)[-1]
        before = len(view.spans)
        person.drags(
            QPoint(round(first.left() + 1), round(first.center().y())),
            QPoint(round(last.right() - 1), round(last.center().y())),
            exactly=boundaries.snap_to_words(view.text, start, end) != (start, end),
        )
        person.clicks(person.window.pane.labels.pill(label))
        person.waits(lambda before=before: len(view.spans) > before, seconds=3)  # type: ignore[misc]
    return 0


def main() -> int:
    if len(sys.argv) > 1:
        lines = [line for line in Path(sys.argv[1]).read_text("utf-8").split("\n") if line]
    else:
        from annotator.paths import resource

        lines = (resource("sample") / "articles.jsonl").read_text("utf-8").split("\n")[:1]
    articles = [json.loads(line) for line in lines]
    ways = {}
    with tempfile.TemporaryDirectory(prefix="annotator-hands-") as made:
        rules = Path(made) / "rc.xml"
        rules.write_text(_NO_KEYS, "utf-8")
        manager = subprocess.Popen(
            ["openbox", "--config-file", str(Path(made) / "rc.xml")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for name, way in (("keyboard", by_keyboard), ("mouse", by_mouse)):
                folder = Path(made) / name
                folder.mkdir()
                for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
                    os.environ[variable] = str(folder / variable.lower())
                ways[name] = _whole_way(folder, articles, way)
        finally:
            manager.terminate()
            manager.wait()
    asked = sum(len(article["spans"]) for article in articles)
    is_right = all(way["spans"] == asked and not way["wrong"] for way in ways.values())
    print(json.dumps({"articles": len(articles), "spans": asked, "same": is_right, **ways}))
    return 0 if is_right else 1


def _whole_way(
    folder: Path, articles: list[dict[str, Any]], way: Callable[[Person, list[Wanted]], int]
) -> dict[str, Any]:
    from annotator.exchange.importing import import_files

    source = folder / "texts.jsonl"
    with source.open("w", encoding="utf-8", newline="\n") as out:
        for article in articles:
            out.write(json.dumps({"text": article["text"]}, ensure_ascii=False) + "\n")
    person = Person(folder)
    import_files(person.workspace.project, [source], annotator="ana")
    found: list[list[Wanted]] = []
    keys, began = 0, time.monotonic()
    for number, article in enumerate(articles):
        person.workspace.open_article(person.workspace.project.article_ids()[number])
        person.window.activateWindow()
        person.view.setFocus()
        person.waits(lambda: person.view.hasFocus() and person.window.isActiveWindow())
        keys += way(person, wanted_of(article))
        stored = person.workspace.project.spans_of(person.workspace.article_id)
        found.append(sorted(((s.start, s.end, s.label) for s in stored), key=lambda span: (span[0], -span[1], span[2])))
    seconds = time.monotonic() - began
    person.window.close()
    wrong = [
        [article["text"][start:end], label]
        for article, spans in zip(articles, found, strict=True)
        for start, end, label in sorted(set(spans) ^ set(wanted_of(article)))
    ]
    made = sum(map(len, found))
    counted = {"keys": keys, "keys_a_span": round(keys / made, 2)} if keys and made else {}
    idle = {"keys_without_effect": person.idle_keys} if person.idle_keys else {}
    return {"spans": made, "wrong": wrong, "seconds": round(seconds, 1), **counted, **idle}


if __name__ == "__main__":
    sys.exit(main())
