"""What the article list shows beside status and search, how it is sorted, and how both are said."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication

from annotator.gui import plain, words
from annotator.store import ArticleFilter, Order


def _tr(text: str) -> str:
    return QCoreApplication.translate("listing", text)


class Listing(NamedTuple):
    """Which articles, and in what order. Status and words searched for are set elsewhere."""

    wanted: ArticleFilter = ArticleFilter()
    order: Order = Order.IMPORTED
    descending: bool = False


def order_name(order: Order) -> str:
    return {
        Order.IMPORTED: _tr("Order of import"),
        Order.TITLE: _tr("Title"),
        Order.SOURCE: _tr("Source"),
        Order.DATE: _tr("Date"),
        Order.WORDS: _tr("Length"),
        Order.SPANS: _tr("Spans"),
        Order.STATUS: _tr("Status"),
    }[order]


def parts(listing: Listing) -> Iterator[tuple[str, Listing]]:
    """Each thing that is asked for, in words, with the listing that remains without it."""
    wanted, order, descending = listing

    def without(**fields: Any) -> Listing:
        return Listing(wanted._replace(**fields), order, descending)

    if order is not Order.IMPORTED or descending:
        arrow = "↓" if descending else "↑"
        yield f"{arrow} {order_name(order)}", Listing(wanted)
    if wanted.flagged:
        yield _tr("flagged"), without(flagged=False)
    if wanted.noted:
        yield _tr("with a note"), without(noted=False)
    for name in wanted.with_labels:
        rest = tuple(other for other in wanted.with_labels if other != name)
        yield _tr("with {label}").format(label=plain.one_line(name)), without(with_labels=rest)
    for name in wanted.without_labels:
        rest = tuple(other for other in wanted.without_labels if other != name)
        yield _tr("without {label}").format(label=plain.one_line(name)), without(without_labels=rest)
    for name in wanted.sources:
        rest = tuple(other for other in wanted.sources if other != name)
        yield plain.one_line(name) or _tr("no source"), without(sources=rest)
    if wanted.first_date or wanted.last_date:
        yield _span(wanted.first_date, wanted.last_date), without(first_date="", last_date="")
    if wanted.least_words or wanted.most_words is not None:
        yield _length(wanted.least_words, wanted.most_words), without(least_words=0, most_words=None)


def _span(first: str, last: str) -> str:
    if first and last:
        return _tr("{first} to {last}").format(first=words.date(first), last=words.date(last))
    return (
        _tr("from {date}").format(date=words.date(first)) if first else _tr("to {date}").format(date=words.date(last))
    )


def _length(least: int, most: int | None) -> str:
    if most is None:
        return _tr("at least {words}").format(words=words.words(least))
    if not least:
        return _tr("at most {words}").format(words=words.words(most))
    return _tr("{n} to {words}").format(n=words.number(least), words=words.words(most))
