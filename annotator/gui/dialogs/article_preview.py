"""One article as it would look in the project, beside the choices that shape it."""

from collections.abc import Sequence

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from annotator.domain.model import AnnotatedArticle, Label
from annotator.gui import plain, words
from annotator.gui.looks import reading_font, small_font
from annotator.gui.reading.span_page import SpanPage
from annotator.gui.theme import theme

_POINTS = 0.86
_MEASURE = 66
_LONGEST = 20_000
"""In characters; what follows is not shown."""


class ArticlePreview(QFrame):
    """Title, what is known of the article, and its text with the spans drawn in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.title = plain.label(parent=self, wrap=True, name=self.tr("Title"))
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.about = plain.label(parent=self, role="muted", wrap=True, name=self.tr("What is known of it"))
        self.about.setFont(small_font())
        self.page = SpanPage(self)
        self.page.setAccessibleName(self.tr("Preview of the article"))
        reading = reading_font()
        reading.setPointSizeF(reading.pointSizeF() * _POINTS)
        self.page.set_type(reading, measure=_MEASURE, spacing=1.0)
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        self.page.set_theme(theme("dark" if dark else "light"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 4, 4)
        layout.setSpacing(3)
        layout.addWidget(self.title)
        layout.addWidget(self.about)
        layout.addWidget(self.page, 1)

    def show_article(self, annotated: AnnotatedArticle, scheme: Sequence[Label]) -> None:
        """Shows the beginning of an article; labels that the scheme lacks get a plain look."""
        article, meta = annotated.article, annotated.article.meta
        self.title.setText(plain.one_line(article.title) or self.tr("Untitled"))
        known = [plain.one_line(part) for part in (meta.source, words.date(meta.date), meta.author, meta.language)]
        file = plain.one_line(article.origin.file)
        self.about.setText(words.line(*known, words.spans(len(annotated.spans)), file))
        text = article.text[:_LONGEST]
        spans = [
            span.but(id=span.id or f"{number}") for number, span in enumerate(annotated.spans)
            if span.end <= len(text)
        ]  # fmt: skip
        names = {label.name for label in scheme}
        more = [Label(name) for name in dict.fromkeys(span.label for span in spans) if name not in names]
        self.page.show_spans(text, spans, [*scheme, *more])
        self.page.setAccessibleDescription(text[:2_000])

    def show_nothing(self) -> None:
        self.title.setText(self.tr("No article"))
        self.about.setText("")
        self.page.show_spans("", (), ())
