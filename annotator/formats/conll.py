"""Tokens in columns with tags: CoNLL-2003, IOB1, IOB2, BIOES, BILOU; spaces or tabs, any number of columns.

The columns with tags are found by their content, and each gives spans: one column for each label keeps nesting. A
column of labels without letters is taken where none has letters, and the phrases of CoNLL-2000 where there is nothing
else; a first line may name the columns. Columns may also be parted by `|` and a whole sentence stand on a line:
`word|POS|tag word|POS|tag`.

The format holds no text: it is put together from the tokens with one space between two of them, a line for each
sentence. A line `-DOCSTART-` begins a new article; without one the file is one article. Where the first such line has
`-X-`, only those that have it begin one, and no line that has the tag of a span does: there it is a word of the text.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.model import AnnotatedArticle
from annotator.errors import ReadFailed
from annotator.formats.base import STRICT, Holds, Match, ReadOptions, ReadReport
from annotator.formats.conllu import is_conllu
from annotator.formats.decoding import decode
from annotator.formats.draft import Draft, origin_of
from annotator.formats.head import FileHead
from annotator.formats.json_lines import shown
from annotator.formats.registry import reader
from annotator.formats.tag_schemes import SPAN_TAG, scheme_of, spans_of
from annotator.formats.tag_spelling import (
    NO_LABEL,
    is_label,
    is_plain,
    is_tag,
    labels_alone,
    may_be_tags,
    misspelt,
    usual,
)

_START, _NOTHING = "-DOCSTART-", "-X-"
_BLANKS = re.compile("[ \t]+")
_ENOUGH = 8_192
"""Bytes of a file that tell whether it is such a table."""
_LONGEST_ROW = 400
_LARGEST = 200_000_000
_GRAMMAR = frozenset("NP VP PP ADVP ADJP SBAR PRT CONJP INTJ LST UCP NC VC PC AC".split())  # noqa: SIM905
"""Phrases of grammar, which stand in a column of their own in CoNLL-2003."""
_HEADINGS = frozenset("tag tags label labels ner ner_tag ner_tags entity type".split())  # noqa: SIM905
"""What a first line may call a column of labels without letters, which would else be one itself."""
_HOLDS = Holds(spans=True, overlap=True, offset_unit="tokens")
_SUFFIXES = (".conll", ".iob", ".iob2", ".bio", ".bioes", ".bilou", ".conll03")


def _cells(line: str, tabs: bool) -> list[str]:
    return [cell.strip(" ") for cell in line.split("\t")] if tabs else _BLANKS.split(line.strip(" \t"))


def _pipes(tokens: Sequence[str]) -> int:
    """How many `|` each of the tokens has, if all have as many and end with a tag behind the last; else 0."""
    counts = {token.count("|") for token in tokens}
    is_tagged = len(counts) == 1 and all(is_plain(token.rpartition("|")[2]) for token in tokens)
    return counts.pop() if is_tagged else 0


def _recognises(head: FileHead) -> Match:
    if head.data[:1] in (b"{", b"[", b"<", b"%") or b"\x00" in head.data[:1000]:
        return Match.NO
    if is_conllu(head):
        return Match.NO
    lines = head.data[:_ENOUGH].decode("utf-8-sig", "replace").split("\n")
    tokens = " ".join(line for line in lines if not line.startswith(_START)).split()
    if len(head.data) > _ENOUGH:
        del tokens[-1:]
    if _pipes(tokens):
        is_named = head.suffix in _SUFFIXES
        is_sure = any(SPAN_TAG.match(token.rpartition("|")[2]) for token in tokens) and (is_named or len(tokens) > 2)
        return Match.SURE if is_sure else Match.LIKELY if is_named else Match.NO
    rows = [line.rstrip("\r") for line in lines[: -1 if len(lines) > 1 else None] if line.strip()]
    rows = [row for row in rows if not row.startswith((_START, "# ", "#\t"))]
    if any(len(row) > _LONGEST_ROW for row in rows) or (len(rows) < 3 and head.suffix not in _SUFFIXES):
        return Match.NO
    tabs = sum("\t" in row for row in rows) > len(rows) / 2
    cells = [_cells(row, tabs) for row in rows]
    most, count = Counter(len(row) for row in cells).most_common(1)[0] if cells else (0, 0)
    if most < 2 or count < 0.9 * len(cells):
        return Match.NO
    whole = [row for row in cells if len(row) == most]
    columns = list(zip(*whole[len(whole) > 3 :], strict=True))
    are_words = not any(" " in cell for column in columns for cell in column)
    tagged = [column for column in columns if may_be_tags(column, letters_alone=are_words)]
    alone = not tagged and are_words and len(rows) > 9 and any(map(labels_alone, columns[1:]))
    if not tagged and not alone:
        return Match.NO
    is_tagged = alone or any(map(is_label, itertools.chain(*tagged)))
    if is_tagged and (len(rows) > 4 or head.suffix in _SUFFIXES):
        return Match.SURE
    return Match.LIKELY if is_tagged or head.suffix in _SUFFIXES else Match.NO


def _never(head: FileHead) -> Match:
    del head
    return Match.NO


@reader("bioes", (".bioes", ".bilou"), "BIOES or BILOU tags in columns", holds=_HOLDS, recognises=_never)
@reader("conll", _SUFFIXES, "CoNLL, IOB or BIOES tags, in columns or as word|tag", holds=_HOLDS, recognises=_recognises)
def read(path: Path, *, options: ReadOptions = STRICT, report: ReadReport) -> Iterator[AnnotatedArticle]:
    """Yields one article for each `-DOCSTART-`, else one for the file. Raises ReadFailed with the line."""
    if path.stat().st_size > _LARGEST:
        raise ReadFailed(f"The file is larger than {_LARGEST // 1_000_000} MB.", "Split it.")
    source = origin_of(path)
    decoded = decode(path.read_bytes(), options.encoding)
    if decoded.is_guess:
        report.warn(f"read as {decoded.encoding}, which is a guess: look whether its letters are right.")
    source = source._replace(encoding=decoded.encoding)
    table = _table(decoded.text, options.skip_bad, report)
    table = _without_misspelt_tags(table, options.skip_bad, report)
    columns = _tag_columns(table, report)
    scheme = _spell_usually(table, columns)
    report.warn(
        f"text put together from tokens, one space between two of them, a line for each sentence; "
        f"{scheme} in column{'s' * (len(columns) > 1)} {', '.join(str(c + 1) for c in columns)}."
    )
    for document in table.documents:
        if document.sentences:
            draft = Draft(document.text(table.token_column), source, report, document.line)
            yield _article(document, columns, table.token_column, draft)


@dataclass(slots=True)
class _Row:
    line: int
    cells: list[str]


@dataclass(slots=True)
class _Document:
    line: int
    sentences: list[list[_Row]] = field(default_factory=list)

    def text(self, column: int) -> str:
        sentences = (" ".join(row.cells[column] for row in sentence) for sentence in self.sentences)
        return self.lead(column) + "\n".join(sentences) + "\n"

    def lead(self, column: int) -> str:
        """What stands before the first token: a space where that begins with U+FEFF, else dropped as a mark."""
        return " " if self.sentences[0][0].cells[column].startswith("\ufeff") else ""


@dataclass(slots=True)
class _Table:
    width: int
    documents: list[_Document]
    token_column: int = 0

    def rows(self) -> Iterator[_Row]:
        for document in self.documents:
            for sentence in document.sentences:
                yield from sentence

    def leave_out(self, row: _Row) -> None:
        for document in self.documents:
            for sentence in document.sentences:
                if row in sentence:
                    sentence.remove(row)
            document.sentences = [sentence for sentence in document.sentences if sentence]


def _starts(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that begin an article, from 1."""
    found = {number: line.split() for number, line in enumerate(lines, start=1) if line.startswith(_START)}
    has_nothing = _NOTHING in next(iter(found.values()), [])
    return frozenset(
        number
        for number, cells in found.items()
        if (_NOTHING in cells if has_nothing else not SPAN_TAG.match(cells[-1]))
    )


def _table(text: str, skip_bad: bool, report: ReadReport) -> _Table:
    """The file cut into documents, sentences and cells. Raises ReadFailed for a line of another width."""
    lines = [line.rstrip("\r") for line in text.removeprefix("\ufeff").split("\n")]
    starts = _starts(lines)
    filled = [line for number, line in enumerate(lines, start=1) if line.strip() and number not in starts]
    if filled and (pipes := _pipes(filled[0].split())):
        return _piped_table(lines, starts, pipes, skip_bad, report)
    tabs = sum("\t" in line for line in filled) > len(filled) / 2
    widths = Counter(len(_cells(line, tabs)) for line in filled)
    if not widths:
        raise ReadFailed("The file holds no tokens.")
    width = max(widths, key=lambda one: (widths[one], one))
    if width < 2:
        raise ReadFailed("A token and a tag are expected on each line; here is one column only.")
    table = _Table(width, [_Document(1)])
    sentence: list[_Row] = []
    for number, line in enumerate(lines, start=1):
        cells = _cells(line, tabs)
        if number in starts:
            sentence = []
            table.documents.append(_Document(number))
        elif not line.strip():
            sentence = []
        elif line.startswith("#") and (len(cells) != width or (line[1:2] == " " and not is_tag(cells[-1]))):
            continue
        elif line[0] == " " and (cells[0] == "" if tabs else len(cells) == width - 1):
            report.tally("tokens that are nothing but white space were left out.", number)
        elif len(cells) != width:
            reason = f"Columns on this line: {len(cells)}; on most lines: {width}."
            if not skip_bad:
                raise ReadFailed(reason, line=number)
            report.refuse(reason, number)
        else:
            if not sentence:
                table.documents[-1].sentences.append(sentence)
            sentence.append(_Row(number, cells))
    table.token_column = _token_column(table)
    return _without_empty_tokens(table, skip_bad, report)


def _piped_table(
    lines: Sequence[str], starts: frozenset[int], pipes: int, skip_bad: bool, report: ReadReport
) -> _Table:
    """The same of a file with a sentence on each line. A token that has more `|` than the others holds them itself."""
    table = _Table(pipes + 1, [_Document(1)])
    for number, line in enumerate(lines, start=1):
        if number in starts:
            table.documents.append(_Document(number))
            continue
        rows = [_Row(number, token.rsplit("|", pipes)) for token in line.split()]
        bad = next((row for row in rows if len(row.cells) <= pipes or not is_plain(row.cells[-1])), None)
        if bad is not None:
            token = shown("|".join(bad.cells))
            reason = f"{token} is no token with {pipes} “|” and a tag such as O or B-actor at its end."
            if not skip_bad:
                raise ReadFailed(reason, line=number)
            report.refuse(reason, number)
        elif rows:
            table.documents[-1].sentences.append(rows)
    return _without_empty_tokens(table, skip_bad, report)


def _without_empty_tokens(table: _Table, skip_bad: bool, report: ReadReport) -> _Table:
    """The table without rows that have no token."""

    def fault(row: _Row) -> str | None:
        return None if row.cells[table.token_column] else "The token is empty."

    return _without_bad(table, fault, skip_bad, report)


def _without_misspelt_tags(table: _Table, skip_bad: bool, report: ReadReport) -> _Table:
    """The table without tags that are spelt otherwise than their column, but for phrases of grammar beside others.

    The first row is not looked at: it may name the columns.
    """
    rows = list(table.rows())
    columns = {n: [row.cells[n] for row in rows[1:]] for n in range(table.width) if n != table.token_column}
    labels = {n: {cell[2:] for cell in cells if is_plain(cell)} - {""} for n, cells in columns.items()}
    has_others = any(found and not _is_grammar(found) for found in labels.values())
    odd = {n: misspelt(cells) for n, cells in columns.items() if not (has_others and _is_grammar(labels[n]))}

    def fault(row: _Row) -> str | None:
        bad = next((row.cells[n] for n in odd if row.cells[n] in odd[n]), None)
        if bad is None or row is rows[0]:
            return None
        return f"The tag {shown(bad)} is not spelt like the others in its column."

    return _without_bad(table, fault, skip_bad, report)


def _without_bad(table: _Table, fault: Callable[[_Row], str | None], skip_bad: bool, report: ReadReport) -> _Table:
    """The table. Raises ReadFailed for a row with a fault; with `skip_bad` such a row is left out."""
    for document in table.documents:
        for sentence in document.sentences:
            for row in list(sentence):
                if (reason := fault(row)) is None:
                    continue
                if not skip_bad:
                    raise ReadFailed(reason, line=row.line)
                report.refuse(reason, row.line)
                sentence.remove(row)
        document.sentences = [sentence for sentence in document.sentences if sentence]
    return table


def _token_column(table: _Table) -> int:
    """The first column that neither counts the tokens nor holds tags; the first if there is none."""
    rows = list(table.rows())
    for column in range(table.width):
        cells = [row.cells[column] for row in rows]
        if not all(map(is_plain, cells)) and not all(map(str.isdecimal, cells)):
            return column
    return 0


def _tag_columns(table: _Table, report: ReadReport) -> list[int]:
    """The columns that hold tags. Raises ReadFailed, with the first line that is to blame, if there is none."""
    rows = list(table.rows())
    others = [column for column in range(table.width) if column != table.token_column]
    tagged = [column for column in others if usual([row.cells[column] for row in rows]) is not None]
    if not tagged and rows[1:]:
        tagged = [column for column in others if usual([row.cells[column] for row in rows[1:]]) is not None]
        if tagged:
            _leave_out_names(table, rows, report)
    grammar = [column for column in tagged if _is_grammar({row.cells[column][2:] for row in rows} - {""})]
    for column in grammar if len(grammar) < len(tagged) else ():
        tagged.remove(column)
        report.warn(f"column {column + 1} holds phrases of grammar; left out.")
    if tagged:
        return [column for column in tagged if any(is_label(row.cells[column]) for row in rows)] or tagged
    alone = [column for column in others if labels_alone([row.cells[column] for row in rows])]
    if alone:
        if rows[0].cells[alone[0]].casefold() in _HEADINGS:
            _leave_out_names(table, rows, report)
        return alone
    bad = next((row for row in rows if not is_tag(row.cells[-1])), None)
    if bad is not None:
        raise ReadFailed(f"{shown(bad.cells[-1])} is no tag such as O, B-actor or I-actor.", line=bad.line)
    raise ReadFailed("No column holds tags of spans.")


def _leave_out_names(table: _Table, rows: list[_Row], report: ReadReport) -> None:
    report.warn(f"line {rows[0].line} names the columns; left out.")
    table.leave_out(rows.pop(0))


def _is_grammar(labels: set[str]) -> bool:
    return bool(labels) and labels <= _GRAMMAR


def _spell_usually(table: _Table, columns: Sequence[int]) -> str:
    """Gives the tags of these columns their usual spelling. Returns what they were, in words."""
    rows = list(table.rows())
    is_alone = has_no_label = False
    for column in columns:
        cells = [row.cells[column] for row in rows]
        has_no_label = has_no_label or "B" in cells
        tags = usual(cells)
        is_alone = tags is None
        for row, tag in zip(rows, tags or [cell if cell == "O" else f"I-{cell}" for cell in cells], strict=True):
            row.cells[column] = tag
    if is_alone:
        return "labels without letters, a span for each run of one,"
    found = scheme_of([row.cells[column] for row in rows] for column in columns)
    return found + f" (“{NO_LABEL}” where the file has no label)" * has_no_label


def _article(document: _Document, columns: Sequence[int], token_column: int, draft: Draft) -> AnnotatedArticle:
    places: list[tuple[int, int]] = []
    position = len(document.lead(token_column))
    for sentence in document.sentences:
        for row in sentence:
            places.append((position, position + len(row.cells[token_column])))
            position = places[-1][1] + 1
    rows = [row for sentence in document.sentences for row in sentence]
    breaks = _breaks(document)
    for column in columns:
        for first, last, label in spans_of([row.cells[column] for row in rows], breaks):
            begin, stop = draft.placed(places[first][0], places[last][1])
            draft.add_span(begin, stop, label)
    return draft.article()


def _breaks(document: _Document) -> frozenset[int]:
    """The numbers of the tokens that begin a sentence."""
    found, number = [], 0
    for sentence in document.sentences:
        found.append(number)
        number += len(sentence)
    return frozenset(found)
