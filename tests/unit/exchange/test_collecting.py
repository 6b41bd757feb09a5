"""The collector of cycles rests while articles go in or out, and is at work again after it."""

import gc
import threading
from pathlib import Path

import pytest

from annotator.exchange.collecting import collector_rests
from annotator.exchange.exporting import export_project
from annotator.store import Project


def test_it_rests_until_the_last_of_several_is_done() -> None:
    is_inside, may_leave = threading.Event(), threading.Event()

    @collector_rests()
    def work() -> None:
        is_inside.set()
        may_leave.wait(10)

    worker = threading.Thread(target=work)
    worker.start()
    assert is_inside.wait(10)
    with collector_rests():
        assert not gc.isenabled()
    assert not gc.isenabled()
    may_leave.set()
    worker.join(10)
    assert gc.isenabled()


def test_it_works_again_after_an_export_that_failed(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.annotator", ()) as project:
        export_project(project, tmp_path / "out.jsonl", format="jsonl")
        assert gc.isenabled()
        with pytest.raises(Exception, match=r"out\.jsonl"):
            export_project(project, tmp_path / "out.jsonl", format="jsonl")
    assert gc.isenabled()


def test_one_that_was_switched_off_stays_so() -> None:
    gc.disable()
    try:
        with collector_rests():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
