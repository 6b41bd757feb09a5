"""What all dialogs share: margins, a headline, a form, and a row of buttons."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from annotator.gui import plain
from annotator.gui.enter_key import pressed_button
from annotator.gui.looks import title_font

_FRAME = QSize(16, 48)
"""What a window manager puts around a window, about."""


class Dialog(QDialog):
    """A dialog with a headline; what it is about goes into `body`, its buttons into a row at the bottom."""

    def __init__(self, title: str, parent: QWidget | None = None, *, width: int = 520) -> None:
        super().__init__(parent)
        self.setWindowTitle(plain.window_title(title))
        self.setAccessibleName(title)
        self._width = width
        self.setMinimumWidth(width)
        headline = plain.label(title, self)
        font = title_font()
        font.setPointSizeF(font.pointSizeF() * 0.84)
        headline.setFont(font)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 18)
        layout.setSpacing(14)
        layout.addWidget(headline)
        layout.addLayout(self.body, 1)
        layout.addLayout(self._buttons)

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, else the main one."""
        if not pressed_button(event, self.focusWidget()):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """No larger than the screen, so that its buttons can be reached."""
        super().showEvent(event)
        room = self.screen().availableSize() - _FRAME
        if not event.spontaneous() and (self.width() > room.width() or self.height() > room.height()):
            self.setMinimumWidth(min(self.minimumWidth(), room.width()))
            self.resize(self.size().boundedTo(room))

    def hideEvent(self, event: QHideEvent) -> None:
        """Gives the keyboard back to the window, also where no window manager does."""
        super().hideEvent(event)
        around = self.parentWidget()
        if around is not None and around.window().isVisible():
            around.window().activateWindow()

    def fit(self) -> None:
        """Grows to what its texts need now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            needed = layout.totalHeightForWidth(max(self.width(), self._width))
            self.resize(max(self.width(), self._width), max(self.height(), needed))

    def add_note(self, text: str) -> None:
        """A muted sentence in the body."""
        self.body.addWidget(plain.label(text, self, role="muted", wrap=True))

    def add_form(self) -> QFormLayout:
        """A form in the body."""
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body.addLayout(form)
        return form

    def add_row(self, form: QFormLayout, text: str, field: QWidget | QLayout) -> None:
        """A field with its caption, which is also its name for assistive tools."""
        caption = plain.label(text, self, role="muted")
        if isinstance(field, QWidget):
            if not field.accessibleName():
                field.setAccessibleName(text)
            caption.setBuddy(field)
            form.addRow(caption, field)
        else:
            form.addRow(caption, field)

    def add_button(self, text: str, *, main: bool = False) -> QPushButton:
        """A button at the bottom; the main one is what Enter presses where no other has the focus."""
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(main)
        if main:
            button.setProperty("role", "main")
            button.setDefault(True)
        self._buttons.addWidget(button)
        return button
