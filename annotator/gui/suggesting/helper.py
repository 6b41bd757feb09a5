"""The process that suggests while one reads: started when the window stands, restarted when it breaks."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.suggesting.child import Child

_ANSWER_S = 60
"""After so long without an answer a child is taken for stuck: a pattern of the user may never come to an end."""
_CHARACTERS_A_S = 1000
"""A long article is given a second more for so many characters."""
_MOST_CRASHES = 3
_AGAIN_MS = 1500


class Helper(QObject):
    """Asks for the suggestions of an article; only the latest question is answered. Tagging never waits for it."""

    answered = Signal(object)
    """The answer, as the child gave it."""
    failed = Signal(object)
    """AnnotatorError: it cannot suggest as things are."""
    given_up = Signal()
    """It broke again and again, and will not be started any more."""
    _heard = Signal(int, object)
    _ended = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._child: Child | None = None
        self._generation = 0
        self._number = 0
        self._crashes = 0
        self._question: dict[str, Any] | None = None
        """What has yet to be answered."""
        self._told = ""
        self._watch = QTimer(self, singleShot=True)
        self._patience_s = _ANSWER_S
        self._watch.timeout.connect(self._kill)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._ask_again)
        # From the thread that reads the answers to this one.
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def pid(self) -> int:
        """The process that suggests; 0 if there is none."""
        return self._child.pid if self._child else 0

    @property
    def is_busy(self) -> bool:
        return self._question is not None

    def ask(self, question: dict[str, Any], *, length: int = 0) -> None:
        """Asks for suggestions for an article of so many characters; see `suggesting.serving` for the question."""
        if self._crashes >= _MOST_CRASHES:
            return
        self._number += 1
        self._patience_s = _ANSWER_S + length // _CHARACTERS_A_S
        self._question = {**question, "id": self._number, "kind": "suggest", "only_latest": True}
        self._send()

    def close(self) -> None:
        """Ends the process. It starts again with the next question."""
        self._generation += 1
        self._question = None
        self._crashes = 0
        self._told = ""
        self._watch.stop()
        self._again.stop()
        if self._child is not None:
            child, self._child = self._child, None
            child.kill()
            child.close()

    def _send(self) -> None:
        if self._question is None:
            return
        if self._child is None:
            self._generation += 1
            mine = self._generation
            # A new process knows nothing yet, so nothing is to be learned anew.
            self._question["learn"] = []
            try:
                from annotator.suggesting.child import Child

                self._child = Child(lambda message: self._heard.emit(mine, message), lambda: self._ended.emit(mine))
            except OSError as error:
                self._crashes = _MOST_CRASHES
                self.failed.emit(AnnotatorError(self.tr("Nothing can be suggested: {why}").format(why=error.strerror)))
                return
        self._child.send(self._question)
        self._watch.start(self._patience_s * 1000)

    def _on_heard(self, generation: int, message: dict[str, Any]) -> None:
        if generation != self._generation or message["id"] != self._number:
            return
        self._watch.stop()
        self._question = None
        self._crashes = 0
        if "error" not in message:
            self._told = ""
            self.answered.emit(message)
        elif message["error"] != self._told:  # the same with every article is said once
            self._told = message["error"]
            self.failed.emit(AnnotatorError(message["error"], message["hint"]))

    def _kill(self) -> None:
        if self._child is not None:
            self._child.kill()

    def _on_ended(self, generation: int) -> None:
        if generation != self._generation or self._child is None:
            return
        child, self._child = self._child, None
        child.close()
        self._watch.stop()
        self._crashes += 1
        if self._crashes >= _MOST_CRASHES:
            self._question = None
            self.given_up.emit()
        else:
            self._again.start()

    def _ask_again(self) -> None:
        if self._question is not None and self._child is None:
            self._send()
