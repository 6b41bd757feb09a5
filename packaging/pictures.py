"""Paints the pictures of the README, and many more to look at, from the real window without a display.

    .venv/bin/python packaging/pictures.py [FOLDER] [--all]

Writes the README's two into packaging/pictures, or into FOLDER; with --all also every look that must stay right:
both themes, dense overlaps, twelve labels, right-to-left text, 80 to 300 % zoom, and a window of 900 × 600.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
from PySide6.QtWidgets import QApplication

from annotator.app import make_window
from annotator.domain.model import Extent, Label
from annotator.gui.window import MainWindow
from annotator.store import Project, actions

ROOT = Path(__file__).resolve().parent.parent
Marks = tuple[tuple[str, str], ...]

GROUNDED = "the rest are grounded until spare parts arrive from abroad"
LOST = f"the air force lost between 12 and 15 drones in March, and “{GROUNDED}"
NASTY: tuple[tuple[str, Marks], ...] = (
    ("Overlaps that must be told apart at a glance", ()),
    (
        "Officials said the ministry claims that rebels armed with Igla missiles hold the border town.",
        (
            ("actor", "Officials"),
            ("actor", "the ministry"),
            ("actor", "rebels armed with Igla missiles"),
            ("weapon", "Igla missiles"),
            ("claim", "the ministry claims that rebels armed with Igla missiles hold the border town"),
            ("claim", "rebels armed with Igla missiles hold the border town"),
        ),
    ),
    (
        "Moscow sold 5,000 surface-to-air missiles, and a drone swarm crossed the border.",
        (
            ("actor", "Moscow"),
            ("figure", "5,000"),
            ("weapon", "5,000 surface-to-air missiles"),
            ("claim", "Moscow sold 5,000 surface-to-air missiles"),
            ("weapon", "a drone swarm"),
            ("actor", "a drone swarm"),
            ("claim", "a drone swarm crossed the border"),
        ),
    ),
    (
        "The army and navy chiefs of staff denied the report about Colombia’s ELN fighters.",
        (
            ("actor", "The army and navy"),
            ("actor", "navy chiefs of staff"),
            ("actor", "Colombia"),
            ("actor", "’s ELN fighters"),
        ),
    ),
    (
        f"According to a report that the agency has not published, {LOST},” an engineer said. The ministry denies it.",
        (
            ("actor", "the agency"),
            ("actor", "the air force"),
            ("figure", "between 12 and 15"),
            ("weapon", "drones"),
            ("claim", LOST),
            ("claim", GROUNDED),
            ("actor", "an engineer"),
        ),
    ),
    (
        "قال الجيش إن 12 طائرة مسيرة دمرت، حسب وزارة الدفاع.",
        (
            ("actor", "الجيش"),
            ("figure", "12"),
            ("weapon", "طائرة مسيرة"),
            ("actor", "وزارة الدفاع"),
            ("claim", "12 طائرة مسيرة دمرت"),
        ),
    ),
    (
        "He wrote «الجيش hit 12 T-72 tanks أمس» to the army 👩🏽‍⚕️ and 🚀 rockets.",
        (
            ("actor", "الجيش"),
            ("claim", "الجيش hit 12 T-72 tanks أمس"),
            ("figure", "12"),
            ("weapon", "T-72 tanks"),
            ("actor", "the army 👩🏽‍⚕️"),
            ("weapon", "🚀 rockets"),
        ),
    ),
)
TWELVE = ("event", "place", "date", "law", "unit", "vessel", "aircraft", "source")
HUES = ("orange", "teal", "pink", "brown", "olive", "indigo", "slate", "crimson")


def nasty_project(path: Path) -> None:
    """A project with the one article of overlaps."""
    from annotator.domain.model import AnnotatedArticle, Article, Span
    from annotator.domain.text import sha256_of
    from annotator.exchange.sample import default_labels

    text, spans = "", []
    for paragraph, marks in NASTY:
        for label, quote in marks:
            start = len(text) + paragraph.index(quote)
            spans.append(Span("", "", start, start + len(quote), label, quote))
        text += paragraph + "\n"
    article = Article("nasty", NASTY[0][0], text, sha256_of(text))
    with Project.create(path, default_labels()) as project:
        actions.add_articles(project, [AnnotatedArticle(article, tuple(spans))], "ana")


@contextmanager
def window_on(path: Path, theme: str, size: tuple[int, int] = (1320, 820)) -> Iterator[MainWindow]:
    """The window of a new user on a project, painted and settled."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[variable] = tempfile.mkdtemp(dir=path.parent)
    app = application()
    window = make_window(app)
    window.looks.choose(theme)
    window.workspace.set_annotator("ana")
    window.workspace.open_project(path)
    window.resize(*size)
    window.show()
    settle(app)
    yield window
    window.close()


def settle(app: QApplication) -> None:
    for _ in range(30):
        app.processEvents()


def application() -> QApplication:
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(["annotator"])


def shoot(window: MainWindow, path: Path) -> None:
    settle(application())
    if not window.grab().save(str(path)):
        sys.exit(f"{path} cannot be written.")
    print(path)


def select_quote(window: MainWindow, quote: str) -> None:
    """Makes the first span with this text the current one."""
    window.view.setFocus()
    window.view.select_span(next(span.id for span in window.view.spans if span.quote == quote))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "packaging" / "pictures")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        paint(options.folder, Path(made), everything=options.all)


def paint(folder: Path, made: Path, *, everything: bool) -> None:
    from annotator.exchange.sample import build_sample

    sample, nasty = made / "Sample.annotator", made / "Overlaps.annotator"
    build_sample(sample, "ana")
    nasty_project(nasty)
    for theme in ("light", "dark"):
        with window_on(sample, theme) as window:
            select_quote(window, "Latvian Ministry of Defence")
            window.view.verticalScrollBar().setValue(0)
            if everything or theme == "light":
                shoot(window, folder / f"reading-{theme}.png")
        with window_on(nasty, theme) as window:
            select_quote(window, "drones")
            if everything or theme == "dark":
                shoot(window, folder / f"overlaps-{theme}.png")
            if everything:
                for zoom in (80, 200, 300):
                    window.view.set_zoom(zoom)
                    shoot(window, folder / f"zoom-{zoom}-{theme}.png")
        if everything:
            with window_on(sample, theme, (900, 600)) as window:
                shoot(window, folder / f"small-{theme}.png")
            paint_twelve_labels(folder, made, theme)


def paint_twelve_labels(folder: Path, made: Path, theme: str) -> None:
    from annotator.exchange.sample import build_sample

    path = made / f"Twelve-{theme}.annotator"
    build_sample(path, "ana")
    with Project.open(path) as project:
        for number, (name, hue) in enumerate(zip(TWELVE, HUES, strict=True)):
            key = str((5 + number) % 10) if number < 6 else ""
            actions.add_label(project, Label(name, key=key, color=hue, extent=Extent.PHRASE))
        first = project.article_ids()[0]
        phrases = [span for span in project.spans_of(first) if span.label != "claim"][:24]
        for number, span in enumerate(phrases):
            actions.relabel(project, [span.id], TWELVE[number % len(TWELVE)])
    with window_on(path, theme) as window:
        shoot(window, folder / f"twelve-labels-{theme}.png")


if __name__ == "__main__":
    main()
