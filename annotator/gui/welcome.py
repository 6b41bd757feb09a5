"""The first page: the projects opened last, a new one, or the sample."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.gui import plain
from annotator.gui.icons import app_icon, icon
from annotator.gui.looks import small_font, title_font
from annotator.gui.theme import Theme

_WIDTH = 560
_RECENT_SHOWN = 6


class WelcomePage(QWidget):
    """Says what this is and offers the ways in. Files may be dropped on it."""

    new_wanted = Signal()
    open_wanted = Signal()
    sample_wanted = Signal()
    project_chosen = Signal(object)
    """Path"""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Welcome"))
        self._buttons: list[tuple[QPushButton, str]] = []
        column = QWidget(self)
        column.setMaximumWidth(_WIDTH)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(10)
        self._column.addLayout(self._make_head())
        self._column.addSpacing(14)
        self._column.addLayout(self._make_ways())
        self._column.addSpacing(18)
        self._recent_heading = plain.label(self.tr("RECENT PROJECTS"), column, role="heading")
        self._recent_heading.setFont(small_font(bold=True))
        self._column.addWidget(self._recent_heading)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._column.addLayout(self._recent)
        self._column.addSpacing(14)
        foot = plain.label(
            self.tr(
                "You can also drop a project here, or text files to begin a new one with them. "
                "Everything stays on this machine."
            ),
            column,
            role="muted",
            wrap=True,
        )
        foot.setFont(small_font())
        self._column.addWidget(foot)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(column, 100)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(row)
        layout.addStretch(3)
        self.set_theme(theme)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(16)
        sign = plain.label(parent=self)
        sign.setPixmap(app_icon().pixmap(QSize(64, 64)))
        title = plain.label(self.tr("Annotator"), self)
        font = title_font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        title.setFont(font)
        about = plain.label(
            self.tr("Tag claims, actors, weapons and figures in news articles."), self, role="muted", wrap=True
        )
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch()
        words.addWidget(title)
        words.addWidget(about)
        words.addStretch()
        head.addWidget(sign)
        head.addLayout(words, 1)
        return head

    def _make_ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        for text, name, role, signal in (
            (self.tr("New project…"), "add", "main", self.new_wanted),
            (self.tr("Open a project…"), "open", "", self.open_wanted),
            (self.tr("Try the sample"), "sample", "", self.sample_wanted),
        ):
            button = QPushButton(text, self)
            button.setAccessibleName(text)
            button.setProperty("role", role)
            button.setIconSize(QSize(18, 18))
            button.setMinimumHeight(38)
            button.clicked.connect(signal)
            self._buttons.append((button, name))
            row.addWidget(button, 1)
        return row

    def show_recent(self, paths: list[Path]) -> None:
        """Lists the projects, the latest first."""
        while (item := self._recent.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._recent_heading.setVisible(bool(paths))
        for path in paths[:_RECENT_SHOWN]:
            self._recent.addWidget(self._recent_button(path))

    def _recent_button(self, path: Path) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", "link")
        button.setAccessibleName(self.tr("Open {project}").format(project=plain.one_line(path.stem)))
        plain.set_tip(button, str(path))
        name: QLabel = plain.label(plain.one_line(path.stem), button)
        folder = plain.label(_short(path.parent), button, role="muted")
        folder.setFont(small_font())
        for label in (name, folder):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner = QHBoxLayout(button)
        inner.setContentsMargins(8, 5, 8, 5)
        inner.setSpacing(14)
        inner.addWidget(name)
        inner.addWidget(folder, 1, Qt.AlignmentFlag.AlignRight)
        button.setMinimumHeight(inner.sizeHint().height())
        button.clicked.connect(lambda: self.project_chosen.emit(path))
        return button

    def set_theme(self, theme: Theme) -> None:
        for button, name in self._buttons:
            is_main = button.property("role") == "main"
            button.setIcon(icon(name, theme.on_accent if is_main else theme.text, 18))


def _short(folder: Path) -> str:
    """The folder with the user's home as "~", its middle left out where it is long."""
    text = str(folder)
    home = str(Path.home())
    if text.startswith(home):
        text = "~" + text[len(home) :]
    return text if len(text) <= 56 else f"{text[:22]}…{text[-33:]}"
