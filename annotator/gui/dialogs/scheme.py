"""The label scheme: add, rename, recolour, give a key and a guideline, order, merge and delete labels.

Everything is done at once and is one step each; there is nothing to confirm but what takes spans along.
"""

from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.model import Extent, Label
from annotator.errors import AnnotatorError
from annotator.gui import plain
from annotator.gui.action import Action
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.dialogs.scheme_fields import KeyField, Swatches
from annotator.gui.dialogs.scheme_list import SchemeList, SchemeModel, label_icon
from annotator.gui.dialogs.scheme_words import key_owner, new_label, short, told_use
from annotator.gui.looks import Looks, small_font
from annotator.gui.reading.painting import marks_of
from annotator.gui.theme import Theme
from annotator.gui.workspace import Workspace
from annotator.store import Changes, LabelUse, Project, actions

P = ParamSpec("P")

_COUNT_PAUSE_MS = 250
_LONGEST_NAME = 60


class SchemeDialog(Dialog):
    """The labels on the left, the chosen one on the right. `table` gives every action there is, for their keys."""

    def __init__(
        self,
        workspace: Workspace,
        looks: Looks,
        table: Callable[[], Sequence[Action]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Labels"), parent, width=860)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._theme = looks.theme
        self._table = table
        self._label: Label | None = None
        self._wanted = ""
        self._confirmed: Callable[[], None] = lambda: None
        self.model = SchemeModel(self)
        self.list = SchemeList(self.model, looks.theme, self)
        self._make_fields()
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_COUNT_PAUSE_MS)
        self._pause.timeout.connect(self._count)
        self._connect(looks)
        self._reload()
        self.list.setFocus()

    # putting together

    def _make_fields(self) -> None:
        self.name = QLineEdit(self)
        self.name.setMaxLength(_LONGEST_NAME)
        self.key = KeyField(self)
        self._key_hint = plain.label(self.tr("one digit or letter, which tags in the text"), self, role="muted")
        self._key_hint.setFont(small_font())
        self.phrase = QRadioButton(self.tr("&Phrases, words within a sentence"), self)
        self.statement = QRadioButton(self.tr("&Statements, up to whole sentences"), self)
        self.extents = QButtonGroup(self)
        for button in (self.phrase, self.statement):
            button.setAccessibleName(button.text().replace("&", ""))
            self.extents.addButton(button)
        self.colors = Swatches(self._theme, self)
        self.guideline = QPlainTextEdit(self)
        self.guideline.setTabChangesFocus(True)
        self.guideline.setPlaceholderText(self.tr("What it marks, where it begins and ends, examples"))
        self.guideline.setMinimumHeight(96)
        self._problem = plain.label(parent=self, role="danger", wrap=True)
        self._said = plain.label(parent=self, role="muted")
        self._said.setFont(small_font())
        self._question = plain.label(parent=self, wrap=True)
        self.sure = self._button(self.tr("Delete"))
        self.sure.setProperty("role", "main")
        self._unsure = self._button(self.tr("&Keep"))
        self.add = self._button(self.tr("&Add"), self.tr("Add a label (Insert)"))
        self.up = self._button(self.tr("Move &up"), self.tr("Earlier in the order (Alt+Up)"))
        self.down = self._button(self.tr("Move &down"), self.tr("Later in the order (Alt+Down)"))
        self.merge = self._button(self.tr("&Merge into…"), self.tr("Give its spans another label"))
        self.merge.setMenu(QMenu(self.merge))
        self.remove = self._button(self.tr("De&lete…"), self.tr("Delete the label with its spans (Del)"))

    def _button(self, text: str, tip: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setAccessibleName(text.replace("&", "").rstrip("…"))
        plain.set_tip(button, tip)
        return button

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        order = QHBoxLayout()
        order.setSpacing(6)
        order.addWidget(self.add)
        order.addStretch()
        order.addWidget(self.up)
        order.addWidget(self.down)
        left.addLayout(order)
        self._editor = QWidget(self)
        self._fill_editor()
        self._empty = plain.label(
            self.tr("This project has no labels yet. Add the first one."), self, role="muted", wrap=True
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sides = QStackedWidget(self)
        self._sides.addWidget(self._editor)
        self._sides.addWidget(self._empty)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addLayout(left, 5)
        columns.addWidget(self._sides, 8)
        self.body.addLayout(columns, 1)
        self._buttons.insertWidget(0, self._said)
        self.add_button(self.tr("&Close")).clicked.connect(self.close)
        self.resize(900, 600)

    def _fill_editor(self) -> None:
        grid = QGridLayout(self._editor)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        keyed = QHBoxLayout()
        keyed.setSpacing(10)
        keyed.addWidget(self.key)
        keyed.addWidget(self._key_hint, 1)
        kinds = QVBoxLayout()
        kinds.setSpacing(4)
        kinds.addWidget(self.phrase)
        kinds.addWidget(self.statement)
        top = Qt.AlignmentFlag.AlignTop
        fields: tuple[tuple[str, QWidget | QLayout, QWidget | None], ...] = (
            (self.tr("&Name"), self.name, self.name),
            (self.tr("Ke&y"), keyed, self.key),
            (self.tr("Marks"), kinds, self.phrase),
            (self.tr("Colour"), self.colors, None),
            (self.tr("&Guideline"), self.guideline, self.guideline),
        )
        for row, (text, field, buddy) in enumerate(fields):
            caption = plain.label(text, self, role="muted")
            caption.setContentsMargins(0, 5, 0, 0)
            if buddy is not None:
                caption.setBuddy(buddy)
                if not buddy.accessibleName():
                    buddy.setAccessibleName(text.replace("&", ""))
            grid.addWidget(caption, row, 0, top)
            if isinstance(field, QLayout):
                grid.addLayout(field, row, 1)
            else:
                grid.addWidget(field, row, 1)
        grid.addWidget(self._problem, 5, 1)
        grid.setRowStretch(4, 1)
        grid.addWidget(self._make_foot(), 6, 0, 1, 2)

    def _make_foot(self) -> QStackedWidget:
        """What can be done to the label as a whole, and in its place the question whether it is meant."""
        deeds = QWidget(self)
        row = QHBoxLayout(deeds)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.merge)
        row.addWidget(self.remove)
        asked = QFrame(self)
        asked.setProperty("role", "card")
        asked.setAccessibleName(self.tr("Question"))
        line = QHBoxLayout(asked)
        line.setContentsMargins(12, 6, 8, 6)
        line.setSpacing(8)
        line.addWidget(self._question, 1)
        line.addWidget(self._unsure)
        line.addWidget(self.sure)
        self._foot = QStackedWidget(self)
        self._foot.addWidget(deeds)
        self._foot.addWidget(asked)
        return self._foot

    def _connect(self, looks: Looks) -> None:
        workspace = self._workspace
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.activated.connect(lambda _index: self.name.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.name.editingFinished.connect(self._rename)
        self.key.textEdited.connect(self._give_key)
        self.statement.clicked.connect(lambda: self._edit(extent=Extent.STATEMENT))
        self.phrase.clicked.connect(lambda: self._edit(extent=Extent.PHRASE))
        self.colors.chosen.connect(lambda hue: self._edit(color=hue))
        self.guideline.installEventFilter(self)
        self.add.clicked.connect(self.add_label)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self.ask_to_delete)
        self.merge.menu().aboutToShow.connect(self._fill_merge_menu)
        self.sure.clicked.connect(lambda: self._confirmed())
        self._unsure.clicked.connect(self._withdraw)
        looks.changed.connect(self._set_theme)
        workspace.changed.connect(self._on_changed)
        workspace.project_opened.connect(self._reload)
        workspace.article_closing.connect(self._keep_typed)
        workspace.project_closed.connect(self.close)
        workspace.told.connect(self._repeat)  # no lambda: one would outlive the dialog
        for key, deed in (
            ("Alt+Up", lambda: self._move(-1)),
            ("Alt+Down", lambda: self._move(1)),
            ("Ins", self.add_label),
        ):
            QShortcut(QKeySequence(key), self, deed)
        for name, travel in (("edit.undo", self._undo), ("edit.redo", self._redo)):
            for key in next((action.keys for action in self._table() if action.id == name), ()):
                QShortcut(QKeySequence(key), self, travel)
        for key, deed in (("Del", self.ask_to_delete), ("F2", lambda: self.name.setFocus())):
            QShortcut(QKeySequence(key), self.list, deed, context=Qt.ShortcutContext.WidgetShortcut)

    # what is shown

    def _repeat(self, told: str) -> None:
        self._said.setText(plain.one_line(told))

    @property
    def problem(self) -> str:
        """What was refused, "" if nothing was."""
        return self._problem.text()

    @property
    def question(self) -> str:
        """What is asked before a label goes, "" if nothing is."""
        return self._question.text() if self._foot.currentIndex() == 1 else ""

    def choose(self, name: str) -> None:
        """Makes a label the chosen one."""
        self.list.setCurrentIndex(self.model.index(max(0, self.model.row_of(name))))

    def _reload(self) -> None:
        """Shows the scheme anew, with the same label chosen, or the one in its place if it is gone."""
        if not self._workspace.is_open:
            return
        row = self.list.currentIndex().row()
        labels = self._workspace.labels
        self.model.show_labels(labels)
        found = self.model.row_of(self._wanted)
        row = found if found >= 0 else min(max(0, row), len(labels) - 1)
        self._select(row)
        self._show(labels[row] if labels else None)
        self._count()

    def _show(self, label: Label | None) -> None:
        """Fills the fields; what is being typed into the guideline stays, unless it was changed elsewhere."""
        before, self._label = self._label, label
        self._wanted = label.name if label else ""
        is_writable = not self._workspace.read_only
        self._sides.setCurrentIndex(0 if label else 1)
        self.add.setEnabled(is_writable)
        if label is None:
            for button in (self.up, self.down):
                button.setEnabled(False)
            return
        is_other = before is None or before.name != label.name
        if self.name.text() != plain.one_line(label.name):
            self.name.setText(plain.one_line(label.name))
        self.key.setText(label.key.upper())
        self.key.selectAll()
        (self.statement if label.extent is Extent.STATEMENT else self.phrase).setChecked(True)
        users: dict[str, list[str]] = {}
        for other in self._workspace.labels:
            if other.name != label.name:
                users.setdefault(other.color, []).append(other.name)
        self.colors.show_hue(label.color, users)
        if before is None or before.guideline != label.guideline or is_other:
            if self.guideline.toPlainText() != label.guideline:
                self.guideline.setPlainText(label.guideline)
            self.guideline.document().setModified(False)
        row, count = self.model.row_of(label.name), self.model.rowCount()
        self.up.setEnabled(is_writable and row > 0)
        self.down.setEnabled(is_writable and row < count - 1)
        self.merge.setEnabled(is_writable and count > 1)
        for field in (self.key, self.phrase, self.statement, self.colors, self.remove):
            field.setEnabled(is_writable)
        self.name.setReadOnly(not is_writable)
        self.guideline.setReadOnly(not is_writable)
        if is_other:
            self._tell_problem("")
            self._withdraw()

    def _count(self) -> None:
        self._pause.stop()
        if not self._workspace.is_open:
            return
        try:
            self.model.show_counts(self._workspace.project.stats(self._workspace.annotator).labels)
        except AnnotatorError as error:
            self._tell_problem(str(error))

    def _tell_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        for field in (self.name, self.key):
            field.setAccessibleDescription(text)

    def _set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.list.set_theme(theme)
        self.colors.set_theme(theme)

    def _on_current(self, current: QModelIndex) -> None:
        row = current.row()
        self._keep_typed()
        if 0 <= row < self.model.rowCount():
            self._said.setText("")
            self._select(row)
            self._show(self.model.label_at(row))

    def _select(self, row: int) -> None:
        """Marks a row in the list, and nothing else; -1 for none."""
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        try:
            self.list.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())
        finally:
            selection.blockSignals(False)
        self.list.viewport().update()

    def _on_changed(self, changes: Changes) -> None:
        if changes.labels:
            self._reload()
        elif changes.spans_of or changes.article_list:
            self._pause.start()

    # editing

    def _run(
        self, action: Callable[Concatenate[Project, P], Changes], then: str, *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        """Does a step, after which the label `then` is the chosen one; what is refused is said in the dialog."""
        try:
            changes = action(self._workspace.project, *args, **kwargs)
        except AnnotatorError as error:
            self._tell_problem(str(error))
            return False
        self._tell_problem("")
        self._said.setText("")
        self._wanted = then
        self._workspace.tell_changes(changes)
        return True

    def _edit(
        self,
        *,
        name: str | None = None,
        key: str | None = None,
        color: str | None = None,
        extent: Extent | None = None,
        guideline: str | None = None,
    ) -> bool:
        """Changes the chosen label; None leaves a field as it is."""
        label = self._label
        if label is None or self._workspace.read_only or not self._workspace.is_open:
            return False
        fields: dict[str, Any] = {"name": name, "key": key, "color": color, "extent": extent, "guideline": guideline}
        new = label._replace(**{field: value for field, value in fields.items() if value is not None})
        if new == label:
            self._tell_problem("")
            return True
        return self._run(actions.edit_label, new.name, label.name, new)

    def _rename(self) -> None:
        if self._label is None:
            return
        shown, name = plain.one_line(self._label.name), plain.one_line(self.name.text())
        if name and name != shown and not self._edit(name=name):
            self.name.selectAll()
            return
        self.name.setText(plain.one_line(self._label.name))

    def _owner_of(self, key: str, besides: str = "") -> str:
        return key_owner(key, self._workspace.labels, self._table(), besides=besides)

    def _give_key(self, typed: str) -> None:
        """Gives the label the key that was typed, unless someone has it."""
        if self._label is None:
            return
        key = typed.strip().lower()
        owner = self._owner_of(key, self._label.name) if key else ""
        if owner:
            self._tell_problem(owner)
        elif self._edit(key=key):
            return
        self.key.setText(self._label.key.upper())
        self.key.selectAll()

    def _keep_typed(self) -> None:
        """Stores the guideline, and a name that was typed, if they were changed."""
        if self._label is None or self._workspace.read_only or not self._workspace.is_open:
            return
        if self.guideline.document().isModified():
            self.guideline.document().setModified(False)
            self._edit(guideline=self.guideline.toPlainText().strip())
        if self.name.isModified():
            self.name.setModified(False)
            self._rename()

    def add_label(self) -> None:
        """Adds a label with a name of its own, a free key and a colour that is little used; its name is next."""
        if self._workspace.read_only:
            return
        self._keep_typed()
        made = new_label(self._workspace.labels, self._theme.hues, lambda key: not self._owner_of(key))
        if self._run(actions.add_label, made.name, made):
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            self.name.selectAll()

    def _move(self, by: int) -> None:
        if self._label is None or self._workspace.read_only:
            return
        self._keep_typed()
        to = self.model.row_of(self._label.name) + by
        if 0 <= to < self.model.rowCount():
            self._run(actions.move_label, self._label.name, self._label.name, to)

    # merging and deleting

    def _use(self) -> LabelUse | None:
        try:
            return self._workspace.project.label_use(self._label.name) if self._label else None
        except AnnotatorError as error:
            self._tell_problem(str(error))
            return None

    def ask_to_delete(self) -> None:
        """Deletes the label; asks first if spans or suggestions go with it."""
        self._keep_typed()
        use = self._use()
        if self._label is None or use is None or self._workspace.read_only:
            return
        name = self._label.name
        what = told_use(use)
        if not what:
            self._delete(name)
            return
        said = self.tr("{what} go with it. Ctrl+Z brings them back.").format(what=what)
        self._ask(said, self.tr("Delete “{label}”").format(label=short(name)), lambda: self._delete(name))

    def _delete(self, name: str) -> None:
        self._withdraw()
        if self._run(actions.remove_label, "", name):
            said = self.tr("Deleted “{label}”. Ctrl+Z brings it back.").format(label=short(name))
            self._say(said)

    def ask_to_merge(self, target: str) -> None:
        """Merges the label into another; asks first if spans change their label."""
        self._keep_typed()
        use = self._use()
        if self._label is None or use is None or self._workspace.read_only:
            return
        name = self._label.name
        what = told_use(use)
        if not what:
            self._merge(name, target)
            return
        said = self.tr("{what} become “{label}”; what is tagged as both is kept once. Ctrl+Z takes it back.").format(
            what=what, label=short(target)
        )
        self._ask(said, self.tr("Merge"), lambda: self._merge(name, target))

    def _merge(self, name: str, target: str) -> None:
        self._withdraw()
        if self._run(actions.merge_labels, target, name, target):
            said = self.tr("Merged “{label}” into “{target}”. Ctrl+Z takes it back.")
            self._say(said.format(label=short(name), target=short(target)))

    def _fill_merge_menu(self) -> None:
        menu = self.merge.menu()
        menu.clear()
        labels = self._workspace.labels
        marks = marks_of(labels)
        for label in labels:
            if self._label is None or label.name == self._label.name:
                continue
            made = menu.addAction(plain.caption(label.name))
            made.setIcon(label_icon(label, marks[label.name], self._theme, self.devicePixelRatioF()))
            made.triggered.connect(lambda _checked=False, name=label.name: self.ask_to_merge(name))

    def _ask(self, text: str, deed: str, confirmed: Callable[[], None]) -> None:
        self._question.setText(text)
        self.sure.setText(plain.caption(deed))
        self.sure.setAccessibleName(plain.one_line(deed))
        self.sure.setAccessibleDescription(text)
        self._confirmed = confirmed
        self._foot.setCurrentIndex(1)
        self.sure.setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdraw(self) -> None:
        """Asks no longer; nothing was done."""
        if self._foot.currentIndex() == 1:
            had_focus = self.sure.hasFocus() or self._unsure.hasFocus()
            self._foot.setCurrentIndex(0)
            if had_focus:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, text: str) -> None:
        self._workspace.told.emit(text)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # undo, and going

    def _undo(self) -> None:
        self._keep_typed()
        self._workspace.undo()

    def _redo(self) -> None:
        self._workspace.redo()

    def reject(self) -> None:
        """Escape takes back the question first."""
        if self._foot.currentIndex() == 1:
            self._withdraw()
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._keep_typed()
        super().done(result)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The guideline is kept when it is left."""
        if watched is self.guideline and event.type() == QEvent.Type.FocusOut:
            self._keep_typed()
        return super().eventFilter(watched, event)
