"""The report of an export as a page that any browser shows: it holds everything itself and runs nothing."""

from collections.abc import Collection, Iterable, Sequence
from html import escape

from annotator.exchange.export_report import ExportReport
from annotator.formats.base import SpanNote

_MOST = 500
"""Rows of a table that are shown; report.json has all."""
_STYLE = """
:root { color-scheme: light dark; --line: #d9dcd4; --soft: #5a5f68; --paper: #fdfefc; --text: #1b1d21; --good: #207a4d }
@media (prefers-color-scheme: dark) {
  :root { --line: #3c4047; --soft: #a4a9b2; --paper: #1d1f23; --text: #e6e7e3; --good: #6cc495 }
}
body { background: var(--paper); color: var(--text); font: 16px/1.5 system-ui, sans-serif; margin: 0 auto;
  max-width: 62rem; padding: 2rem 1.5rem 4rem }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem }
p, ul { margin: .4rem 0 } .soft, caption { color: var(--soft) } .good { color: var(--good); font-weight: 600 }
table { border-collapse: collapse; width: 100%; font-size: .92rem } caption { text-align: left; padding: .2rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: break-word } th { color: var(--soft); font-weight: 600; white-space: nowrap }
td.number, th.number { text-align: right; white-space: nowrap; width: 1% }
th.number + th, td.number + td { padding-left: .7rem }
td.text { overflow-wrap: anywhere; min-width: 9rem }
code { font-size: .85em; overflow-wrap: anywhere } .guideline { white-space: pre-wrap }
"""


def report_page(report: ExportReport) -> str:
    """The page, as HTML. Whatever comes from the project is escaped."""
    title = f"Export of {report.project or 'a project'} as {report.title}"
    body = [
        f"<h1>{escape(title)}</h1>",
        *(f"<p{_class(sentence)}>{escape(sentence)}</p>" for sentence in report.in_words(where="listed below")),
        _what_is_where(report),
        _labels(report),
        *_losses(report),
        _conventions(report),
        _guidelines(report),
        _beside(report),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + "\n</body>\n</html>\n"
    )


def _class(sentence: str) -> str:
    return ' class="good"' if sentence.startswith("Read back") else ""


def _what_is_where(report: ExportReport) -> str:
    rows = [
        [
            part.split or "all",
            f"{part.report.articles:,}",
            f"{part.report.spans:,}",
            ", ".join(file.name for file in part.files[:3]) + (", …" if len(part.files) > 3 else ""),
        ]
        for part in report.parts
    ]
    return "<h2>What was written</h2>" + _table(["split", "articles", "spans", "files"], rows, {1, 2}, {3})


def _labels(report: ExportReport) -> str:
    heads = ["label", *(part.split or "spans" for part in report.parts)]
    if len(report.parts) > 1:
        heads.append("all")
    counts = [report.label_counts(part) for part in report.parts]
    total = report.label_counts()
    rows = []
    for name, number in total.items():
        row = [name, *(f"{one.get(name, 0):,}" for one in counts)]
        rows.append([*row, f"{number:,}"] if len(report.parts) > 1 else row)
    return "<h2>Labels</h2>" + _table(heads, rows, set(range(1, len(heads))))


def _losses(report: ExportReport) -> list[str]:
    parts = [part.report for part in report.parts]
    said = []
    for title, notes in (
        ("Spans left out", [note for one in parts for note in one.left_out]),
        ("Spans moved to the borders of whole tokens", [note for one in parts for note in one.widened]),
        ("Spans not in the layer without overlaps", [note for one in parts for note in one.not_in_ents]),
    ):
        if notes:
            said.append(f"<h2>{escape(title)}</h2>" + _spans(notes))
    lost = [loss for one in parts for loss in one.not_held]
    if lost:
        rows = [[str(loss["article"]), str(loss["kind"]), str(loss["value"])] for loss in lost]
        said.append("<h2>Not held by this format</h2>" + _table(["article", "what", "value"], rows, texts={2}))
    if not said:
        said.append("<h2>What was lost</h2><p>Nothing: the format holds all that was chosen.</p>")
    return said


def _spans(notes: Sequence[SpanNote]) -> str:
    """Spans with what became of them; how one was written only where any was."""
    heads = ["article", "label", "span", "at", "why", "written as"]
    rows = [
        [
            note.article,
            note.label,
            _short(note.text),
            f"{note.start}–{note.end}",
            note.reason,
            "" if note.new_text is None else f"{_short(note.new_text)} ({note.new_start}–{note.new_end})",
        ]
        for note in notes[:_MOST]
    ]
    shown = len(heads) if any(row[-1] for row in rows) else len(heads) - 1
    return _table(heads[:shown], [row[:shown] for row in rows], {3}, {2, 4, 5}, of=len(notes))


def _conventions(report: ExportReport) -> str:
    unit = report.writer.holds.offset_unit or "none"
    counted = "they begin at 0, and the end is exclusive unless the format says otherwise"
    items = [
        f"Offsets: {unit}." if unit.startswith("none") else f"Offsets: {unit}; {counted}.",
        f"Spans of: {', '.join(report.annotators) or 'nobody'}.",
        *report.conventions(),
        f"Checked by: {report.writer.proof.by}.",
        "Made with " + ", ".join(f"{name} {number}" for name, number in report.versions.items()) + ".",
    ]
    if report.splits:
        items.append(f"Splits: {report.how_split()}")
    return "<h2>Conventions</h2><ul>" + "".join(f"<li>{escape(item)}</li>" for item in items if item) + "</ul>"


def _guidelines(report: ExportReport) -> str:
    rows = [
        f'<tr><td>{escape(label.name)}</td><td>{label.extent.value}</td><td class="guideline">'
        f"{escape(label.guideline)}</td></tr>"
        for label in report.labels
    ]
    return (
        "<h2>Scheme and guidelines</h2><table><tr><th>label</th><th>marks a</th><th>guideline</th></tr>"
        + "".join(rows)
        + "</table>"
    )


def _beside(report: ExportReport) -> str:
    files = [*(file for part in report.parts for file in part.files), *report.beside]
    rows = [
        f'<tr><td>{escape(file.name)}</td><td class="number">{file.size:,}</td><td><code>{file.sha256}</code></td></tr>'
        for file in files[:_MOST]
    ]
    return (
        "<h2>Files</h2><table><tr><th>file</th><th class=number>bytes</th><th>SHA-256</th></tr>"
        + "".join(rows)
        + "</table>"
        + _more(len(files))
    )


def _table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Collection[int] = (),
    texts: Collection[int] = (),
    of: int = 0,
) -> str:
    """A table; the columns of `numbers` are set to the right, those of `texts` may break inside a word."""
    lines = list(rows)
    kind = [' class="number"' * (at in numbers) + ' class="text"' * (at in texts) for at in range(len(heads))]
    head = "".join(f"<th{kind[at]}>{escape(word)}</th>" for at, word in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f"<td{kind[at]}>{escape(cell)}</td>" for at, cell in enumerate(row)) + "</tr>"
        for row in lines[:_MOST]
    )
    return f"<table><tr>{head}</tr>{body}</table>{_more(of or len(lines))}"


def _more(number: int) -> str:
    return f'<p class="soft">… and {number - _MOST:,} more; all are in report.json.</p>' if number > _MOST else ""


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
