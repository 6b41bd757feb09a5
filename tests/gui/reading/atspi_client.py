"""An assistive tool: starts a program, reads its window over AT-SPI and writes what it found as JSON.

    dbus-run-session -- /usr/bin/python3 tests/gui/reading/atspi_client.py RESULT OFFSETS PROGRAM [ARGUMENT ...]

OFFSETS are where the text is asked about, parted by commas. Runs under the system's Python, which has `gi`; knows
nothing of our code and of Qt.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]

PATIENCE = 10.0
"""Seconds to wait for the window, and for an event."""
UNITS = ("CHAR", "WORD", "SENTENCE", "LINE", "PARAGRAPH")


def descendants(thing: Any) -> Iterator[Any]:
    for number in range(thing.get_child_count()):
        if (child := thing.get_child_at_index(number)) is not None:
            yield child
            yield from descendants(child)


def wait_for(find: Callable[[], Any]) -> Any:
    """Turns the event loop until something is found; None if nothing is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        while GLib.MainContext.default().iteration(False):
            pass
        try:
            found = find()
        except GLib.Error:  # what was asked is gone, or not there yet
            found = None
        if found:
            return found
        time.sleep(0.02)
    return None


def named(name: str) -> Any:
    return next((thing for thing in descendants(Atspi.get_desktop(0)) if thing.get_name() == name), None)


def at(text: Any, offset: int) -> dict[str, Any]:
    """What is said of one place in a text."""
    attributes, start, end = Atspi.Text.get_attribute_run(text, offset, True)
    found: dict[str, Any] = {"run": [attributes, start, end]}
    for unit in UNITS:
        piece = Atspi.Text.get_string_at_offset(text, offset, getattr(Atspi.TextGranularity, unit))
        found[unit] = [piece.content, piece.start_offset, piece.end_offset]
    after = Atspi.Text.get_text_after_offset(text, offset, Atspi.TextBoundaryType.WORD_START)
    before = Atspi.Text.get_text_before_offset(text, offset, Atspi.TextBoundaryType.CHAR)
    found["after"] = [after.content, after.start_offset, after.end_offset]
    found["before"] = [before.content, before.start_offset, before.end_offset]
    found["character"] = Atspi.Text.get_character_at_offset(text, offset)
    extents = Atspi.Text.get_character_extents(text, offset, Atspi.CoordType.SCREEN)
    middle = extents.x + extents.width // 2, extents.y + extents.height // 2
    found["at its middle"] = Atspi.Text.get_offset_at_point(text, *middle, Atspi.CoordType.SCREEN)
    Atspi.Text.set_caret_offset(text, offset)
    found["caret"] = Atspi.Text.get_caret_offset(text)
    found["description"] = text.get_description()
    return found


def read(offsets: list[int]) -> dict[str, Any]:
    events: list[list[Any]] = []
    listener = Atspi.EventListener.new(lambda event: events.append([event.type, event.detail1, str(event.any_data)]))
    for kind in ("text-caret-moved", "text-selection-changed", "announcement"):
        listener.register(f"object:{kind}")
    text = wait_for(lambda: named("Article text"))
    if text is None:
        return {"error": "no window with the reading view came up"}
    frame = text
    while frame.get_role_name() != "frame":
        frame = frame.get_parent()
    found: dict[str, Any] = {
        "tree": [[thing.get_role_name(), thing.get_name()] for thing in [frame, *descendants(frame)]],
        "interfaces": text.get_interfaces(),
        "states": [state.value_nick for state in text.get_state_set().get_states()],
        "count": Atspi.Text.get_character_count(text),
        "text": Atspi.Text.get_text(text, 0, -1),
        "selections before": Atspi.Text.get_n_selections(text),
        "at": {offset: at(text, offset) for offset in offsets},
    }
    wait_for(lambda: any(kind == "object:text-caret-moved" and place == offsets[-1] for kind, place, _ in events))
    found["told"] = events[:]
    events.clear()
    found["select"] = Atspi.Text.add_selection(text, offsets[0], offsets[-1])
    selected = Atspi.Text.get_selection(text, 0)
    found["selection"] = [Atspi.Text.get_n_selections(text), selected.start_offset, selected.end_offset]
    found["selection told"] = wait_for(lambda: [event for event in events if "selection" in event[0]])
    Atspi.Text.scroll_substring_to(text, 0, 1, Atspi.ScrollType.ANYWHERE)
    point = Atspi.Component.get_extents(frame, Atspi.CoordType.SCREEN)
    Atspi.Component.get_accessible_at_point(frame, point.x + 50, point.y + 50, Atspi.CoordType.SCREEN)
    found["announced"] = []
    for _ in range(3):
        events.clear()
        named("Next span").do_action(0)
        announced = wait_for(lambda: [said for kind, _, said in events if kind == "object:announcement"])
        found["announced"] += announced or ["nothing"]
    return found


def main() -> int:
    result, offsets = Path(sys.argv[1]), [int(offset) for offset in sys.argv[2].split(",")]
    program = subprocess.Popen(sys.argv[3:])
    try:
        found = read(offsets)
        found["ended by itself"] = program.poll()
    finally:
        program.terminate()
        program.wait()
    result.write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
