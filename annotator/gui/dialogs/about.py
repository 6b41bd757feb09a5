"""What this is, its version, and what it is made of with the licences of that."""

import sys
from importlib import metadata

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from annotator import __version__
from annotator.gui import plain
from annotator.gui.dialogs.frame import Dialog
from annotator.gui.icons import app_icon

PARTS = (
    ("PySide6-Essentials", "Qt for Python", "LGPL-3.0"),
    ("spacy", "spaCy", "MIT"),
    ("sqlite-utils", "sqlite-utils", "Apache-2.0"),
    ("click", "click", "BSD-3-Clause"),
    ("platformdirs", "platformdirs", "MIT"),
    ("charset-normalizer", "charset-normalizer", "MIT"),
    ("regex", "regex", "Apache-2.0"),
    ("nupunkt", "nupunkt", "MIT"),
)
"""Package, name and licence of what the app needs."""


def licences() -> str:
    """Names, versions and licences as plain text."""
    lines = [f"Python {sys.version.split()[0]}: PSF-2.0", f"Qt {qVersion()}: LGPL-3.0"]
    for package, name, licence in PARTS:
        try:
            lines.append(f"{name} {metadata.version(package)}: {licence}")
        except metadata.PackageNotFoundError:
            lines.append(f"{name}: {licence}")
    return "\n".join(lines)


class About(Dialog):
    """The about box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Annotator {version}").format(version=__version__), parent, width=500)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row = QHBoxLayout()
        row.setSpacing(16)
        sign = plain.label(parent=self)
        sign.setPixmap(app_icon().pixmap(QSize(64, 64)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        about = plain.label(
            self.tr(
                "For tagging claims, actors, weapons and figures in news articles. It makes no connection to any "
                "network: what you read and tag stays on this machine.\n\nFree software under the MIT licence. "
                "It uses Qt under the LGPL, version 3; the Qt libraries lie beside it and can be replaced."
            ),
            self,
            wrap=True,
        )
        row.addWidget(about, 1)
        self.body.addLayout(row)
        parts = QPlainTextEdit(self)
        parts.setPlainText(licences())
        parts.setReadOnly(True)
        parts.setAccessibleName(self.tr("Versions and licences"))
        parts.setTabChangesFocus(True)
        parts.setMinimumHeight(190)
        self.body.addWidget(parts)
        self.add_button(self.tr("Close"), main=True).clicked.connect(self.close)
