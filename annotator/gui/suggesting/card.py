"""One suggestion in the inspector: what is proposed, by whom and why, and the buttons to decide."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.model import Suggestion
from annotator.gui import key_names, plain, words
from annotator.gui.cut_label import CutLabel
from annotator.gui.looks import quote_font, small_font

_QUOTE_LENGTH, _QUOTE_LINES = 1000, 4
_REASON_LENGTH = 300
_PIPELINE = "pipeline:"


def _tr(text: str) -> str:
    return QCoreApplication.translate("SuggestionCard", text)


def origin_in_words(origin: str) -> str:
    """A suggester's name as people know it."""
    if origin.startswith(_PIPELINE):
        return origin.removeprefix(_PIPELINE)
    known = {
        "memory": _tr("what was tagged before"),
        "rules": _tr("the rules"),
        "trained": _tr("what was learned here"),
    }
    return known.get(origin, origin)


class SuggestionCard(QWidget):
    """Shows the suggestion that is to be decided on."""

    accepted = Signal()
    rejected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = plain.label(parent=self, name=self.tr("Proposed label"))
        font = self._label.font()
        font.setBold(True)
        self._label.setFont(font)
        self._quote = CutLabel(self.tr("Text of the suggestion"), _QUOTE_LINES, self)
        self._quote.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._quote.setFont(quote_font())
        self.reason = self._wrapped(self.tr("Why it is proposed"))
        self._origin = self._wrapped(self.tr("What proposed it"), role="muted")
        self._hint = self._wrapped("", role="muted")
        for small in (self._origin, self._hint):
            small.setFont(small_font())
        self.accept_button = QPushButton(self.tr("Accept"), self)
        self.accept_button.setProperty("role", "main")
        self.accept_button.setAccessibleName(self.tr("Accept the suggestion"))
        self.accept_button.clicked.connect(self.accepted)
        self.reject_button = QPushButton(self.tr("Reject"), self)
        self.reject_button.setAccessibleName(self.tr("Reject the suggestion"))
        self.reject_button.clicked.connect(self.rejected)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        for widget in (self._label, self._quote, self.reason, self._origin):
            layout.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.accept_button)
        buttons.addWidget(self.reject_button)
        buttons.addStretch()
        layout.addLayout(buttons)
        layout.addWidget(self._hint)
        self.tell_keys()

    def _wrapped(self, name: str, role: str = "") -> QLabel:
        label = plain.label(parent=self, wrap=True, role=role, name=name)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def show_suggestion(self, one: Suggestion, *, can_decide: bool) -> None:
        """Shows a suggestion."""
        self._label.setText(self.tr("{label}?").format(label=plain.one_line(one.label)))
        self._quote.show_text(one.quote[:_QUOTE_LENGTH])
        self.reason.setText(plain.shortened(one.reason, _REASON_LENGTH) or self.tr("No reason was given."))
        by = self.tr("from {origin}").format(origin=origin_in_words(one.origin))
        score = "" if one.score is None else self.tr("score {n}").format(n=f"{one.score:.2f}")
        self._origin.setText(plain.one_line(words.line(by, score)))
        for button in (self.accept_button, self.reject_button):
            button.setEnabled(can_decide)

    def tell_keys(self) -> None:
        """Keys have changed, and what tells of them."""
        plain.set_tip(self.accept_button, key_names.told(self.tr("Accept ({span.note} or {suggest.accept})")))
        plain.set_tip(self.reject_button, key_names.told(self.tr("Reject ({span.remove} or {suggest.reject})")))
        self._hint.setText(self.tr("A label’s key accepts it as that label; the keys for borders fix and accept it."))
