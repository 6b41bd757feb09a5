"""Proposes claims: what stands in quotation marks, what somebody is said to say, and what follows “according to”."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from annotator.nlp.sentences import sentences

LISTS = (
    *(
        "saying_verb",
        "that_verb",
        "bare_verb",
        "clause_verb",
        "doing_verb",
        "lone_verb",
        "adding_verb",
        "source_phrase",
    ),
    *("that_word", "pronoun_subject", "article", "finite_verb", "time_word", "no_speaker", "no_speech", "no_claim"),
    *("conjunction", "relative_word", "be_form"),
)
"""The word lists that a language needs for claims; without `saying_verb` none are proposed."""

FEWEST_WORDS = 3
FEWEST_QUOTED = 4
CONTEXT = 160
"""Characters around a quotation in which somebody has to say it."""

_QUOTE = regex.compile(
    r"“[^“”\n]+(?:”|(?=\n)|\Z)|«[^«»\n]+(?:»|(?=\n)|\Z)|„[^„“”\n]+[“”]|(?<!\w)\"[^\"\n]+(?:\"(?!\w)|(?=\n)|\Z)"
    r"|(?<!\w)‘(?:[^‘’\n]|’(?=\w))+’(?!\w)"
)
_WORD = regex.compile(r"\w+(?:[-'’.,]\w+)*")
_EDGES = " \t\u00a0\u202f,;:.…–—-"


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposed claim with how sure the rule is, and who is said to say it in which words ("" = unknown)."""

    start: int
    end: int
    score: float
    attribution: str = ""


class Claims:
    """The cues of one language, compiled."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._possible = bool(lists.get("saying_verb"))
        saying = _any_of(lists.get("saying_verb", ()))
        that_verb = _any_of([*lists.get("saying_verb", ()), *lists.get("that_verb", ())])
        that = _any_of(lists.get("that_word", ()))
        source = _any_of(lists.get("source_phrase", ()))
        pronoun = _any_of(lists.get("pronoun_subject", ()))
        article = _any_of(lists.get("article", ()))
        who = rf"(?:{pronoun}|(?:(?:{article})\s+)?(?:[\w’'.&()-]+\s+){{0,7}}?[\w’'.&()-]+)"
        named = rf"(?:{pronoun}|(?:{article})\s+[\w’'-]+|(?:\p{{Ll}}[\w’'-]+\s+){{0,3}}?\p{{Lu}}[\w’'.-]*)"
        bare = _any_of(lists.get("bare_verb", ()))
        clause = _any_of(lists.get("clause_verb", ()))
        finite = _any_of(lists.get("finite_verb", ()))
        time = _any_of(lists.get("time_word", ()))
        nobody = _any_of([*lists.get("no_speaker", ()), *lists.get("time_word", ())])
        alone = _any_of(lists.get("lone_verb", ()))
        flags = regex.IGNORECASE | regex.VERSION1
        self._no_speech = regex.compile(rf"\b(?:{_any_of(lists.get('no_speech', ()))})\s+(?:\w+\s+)?\Z", flags)
        self._no_source = regex.compile(
            rf"\A(?:{_any_of(lists.get('conjunction', ()))})\b|\b(?:{_any_of(lists.get('relative_word', ()))})\b"
            rf"|\b(?:{_any_of(lists.get('be_form', ()))})\Z",
            flags,
        )
        self._saying = regex.compile(rf"\b(?:{saying})\b", flags)
        self._tail = regex.compile(
            rf"[,;]\s*[”\"»]?\s*(?:(?P<who>{who})\s+(?:\w+ly\s+)?(?P<verb>{saying})\b"
            rf"|(?P<verb>{saying})\s+(?!(?:{nobody})\b)(?P<who>{named})\b|(?P<who>)(?P<verb>{alone})\s*(?=\Z))"
            rf"(?P<rest>[^;“«\"]*)",
            regex.VERSION1,
        )
        self._source_tail = regex.compile(rf",\s+(?:{source})\s+(?P<who>[^;]+?)(?=;|\Z)", flags)
        self._source_head = regex.compile(
            rf"(?:\A|(?<=;\s)|(?<=\b(?:and|but|y|pero)\s))(?:{source})\s+(?P<who>[^,;]+),\s+", flags
        )
        self._that = regex.compile(
            rf"\b(?P<verb>{that_verb})\b(?P<middle>(?:\s+(?!(?:{that})\b)[\w’'.-]+){{0,9}}?)\s+(?:{that})\s+", flags
        )
        begins = rf"(?!(?:{time})\b)(?:(?:{pronoun}|{article}|\p{{Lu}}[\w.]*|\d+)\b|[$€£])"
        when = rf"(?:\s+(?:on\s+)?(?:{time})\b)?"
        self._finite = regex.compile(rf"\b(?:{finite})\b", flags)
        reported = rf"{begins}(?:\s+(?!(?:{saying}|and|but|y|pero)\b)[\w’'.%$€£-]+){{0,8}}?\s+(?:{finite})\b"
        self._bare = regex.compile(
            rf"(?<![”\"»]\s)\b(?:(?<![,”\"»]\s)(?P<verb>{bare}){when}\s+(?={begins})"
            rf"|(?<![”\"»],\s)(?P<verb>{bare}|{clause}){when}\s+(?={reported}))",
            regex.VERSION1,
        )
        self._doing = regex.compile(rf"\b(?P<verb>{_any_of(lists.get('doing_verb', ()))})\s+(?=\w+ing\s)", flags)
        self._colon = regex.compile(rf"\b(?:{saying}|{_any_of(lists.get('adding_verb', ()))})\s*:\s*\Z", flags)
        self._wish = regex.compile(rf"(?:{_any_of(lists.get('no_claim', ()))})\b", flags)

    def find(self, text: str) -> list[Claim]:
        """The claims of a text, each place once, in reading order."""
        if not self._possible:
            return []
        ranges = sentences(text)
        quotes = [found.span() for found in _QUOTE.finditer(text)]
        found: dict[tuple[int, int], Claim] = {}
        for claim in [*self._quoted(text, quotes), *self._reported(text, ranges, quotes)]:
            trimmed = _trimmed(text, claim)
            if trimmed and (trimmed.start, trimmed.end) not in found:
                found[trimmed.start, trimmed.end] = trimmed
        return sorted(_without_crossings(found.values()), key=lambda one: (one.start, -one.end))

    def _quoted(self, text: str, quotes: Sequence[tuple[int, int]]) -> Iterator[Claim]:
        for start, end in quotes:
            inner = text[start + 1 : end].rstrip('”"»“’ ')
            said = self._around(text, start, end)
            opens_sentence = _begins_sentence(text, start)
            if not inner[:1] or not (opens_sentence or not inner.lstrip()[:1].islower()):
                continue
            if len(_WORD.findall(inner)) < FEWEST_WORDS or (not said and len(_WORD.findall(inner)) < 6):
                continue
            for low, high in sentences(inner):
                if inner[low:high].endswith("?") or self._wish.match(inner, low, high):
                    continue
                if len(_WORD.findall(inner[low:high])) >= FEWEST_QUOTED:
                    yield Claim(start + 1 + low, start + 1 + high, 0.8 if said else 0.4, said)
            yield from self._in_sentences(text, [(start + 1 + a, start + 1 + b) for a, b in sentences(inner)], (), 0.6)

    def _around(self, text: str, start: int, end: int) -> str:
        """The words that attribute a quotation, "" if nobody near it says anything."""
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        after = text[end : min(line_end, end + CONTEXT)]
        before = text[max(line_start, start - CONTEXT) : start]
        for part in (after, before):
            if verb := self._saying.search(part):
                low, high = max(0, verb.start() - 40), verb.end() + 40
                return part[low:high].strip(_EDGES + '”"»“«\n').split(". ")[0]
        if self._colon.search(text[line_start:start] if text[line_start:start].strip() else text[:start]):
            return text[:start].rstrip().rsplit("\n", 1)[-1][-60:]
        return ""

    def _reported(
        self, text: str, ranges: Sequence[tuple[int, int]], quotes: Sequence[tuple[int, int]]
    ) -> Iterator[Claim]:
        previous = 0
        for start, end in ranges:
            if self._colon.search(text[previous:start]) and "\n" in text[max(0, start - 1) : start]:
                yield Claim(start, end, 0.6, text[previous:start].strip()[-60:])
            previous = start
        yield from self._in_sentences(text, ranges, quotes, 1.0)

    def _in_sentences(
        self, text: str, ranges: Sequence[tuple[int, int]], quotes: Sequence[tuple[int, int]], trust: float
    ) -> Iterator[Claim]:
        for start, end in ranges:
            sentence = text[start:end].rstrip(".!… ")
            yield from (
                Claim(start + low, start + high, score * trust, words)
                for low, high, score, words in self._in_sentence(sentence)
                if not any(low + start < b and a < high + start for a, b in quotes if (a, b) != (start, end))
                or self._holds_quote(start + low, start + high, quotes)
            )

    @staticmethod
    def _holds_quote(start: int, end: int, quotes: Sequence[tuple[int, int]]) -> bool:
        """Whether every quotation that a range touches lies wholly in it."""
        near = [(a, b) for a, b in quotes if a < end and start < b]
        return all(start <= a and b <= end + 1 for a, b in near)

    def _in_sentence(self, sentence: str) -> Iterator[tuple[int, int, float, str]]:
        size = len(sentence)
        head = self._source_head.search(sentence)
        if head:
            begin = head.end()
            while (comma := sentence.find(", ", begin)) >= 0 and _adds_to_a_name(sentence[begin:comma]):
                begin = comma + 2
            yield begin, size, 0.8, head.group().strip(_EDGES)
        if tail := self._source_tail.search(sentence):
            yield _clause_start(sentence, tail.start()), tail.start(), 0.8, tail.group().strip(_EDGES)[:80]
        for tail in self._tail.finditer(sentence):
            low = _clause_start(sentence, tail.start())
            if len(_WORD.findall(sentence[low : tail.start()])) < FEWEST_WORDS:
                continue
            if self._goes_on(sentence, tail):
                continue
            yield low, tail.start(), 0.75, f"{tail['who']} {tail['verb']}"
            if tail.end() < size and sentence[tail.end()] == ";":
                yield tail.end() + 1, size, 0.6, f"{tail['who']} {tail['verb']}"
        for that in self._that.finditer(sentence, overlapped=True):
            if not self._no_speech.search(sentence[: that.start("verb")]):
                yield that.end(), _clause_end(sentence, that.end(), self._tail), 0.8, _speaker(sentence, that)
        for bare in self._bare.finditer(sentence):
            rest = sentence[bare.end() :]
            if (
                len(_WORD.findall(rest)) >= 4
                and bare.start() > 0
                and not self._no_speech.search(sentence[: bare.start()])
            ):
                yield bare.end(), _clause_end(sentence, bare.end(), self._tail), 0.65, _speaker(sentence, bare)
        for doing in self._doing.finditer(sentence):
            if not self._no_speech.search(sentence[: doing.start()]):
                yield doing.end(), _clause_end(sentence, doing.end(), self._tail), 0.55, _speaker(sentence, doing)

    def _goes_on(self, sentence: str, tail: "regex.Match[str]") -> bool:
        """Whether what is said follows the words that say it, or nobody says it, so that what stands before them is
        something else."""
        rest = tail["rest"].partition(",")[0]
        if " that " in rest or " que " in rest or rest.lstrip()[:1] == ":" or self._no_source.search(tail["who"]):
            return True
        if not tail["rest"].strip(" ,:") and sentence[tail.end() : tail.end() + 1] in tuple('“"«'):
            return True
        if tail.start("who") > tail.start("verb") and self._finite.search(rest):
            return True
        bare = self._bare.match(sentence, tail.start("verb"))
        return bare is not None and len(_WORD.findall(sentence[bare.end() :])) >= FEWEST_WORDS


def _any_of(words: Sequence[str]) -> str:
    return (
        "|".join(regex.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True)) or "(?!)"
    )


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\u00a0")
    return not before or before[-1] in '.!?:\n”"»' or before[-1] == ","


def _adds_to_a_name(words: str) -> bool:
    """Whether what stands between commas tells more of the name before it."""
    return words[:1].islower() and len(words) < 120


def _clause_start(sentence: str, end: int) -> int:
    """Where the statement that ends at `end` begins: after a semicolon, else at the sentence's start."""
    return max(sentence.rfind("; ", 0, end) + 2, 0) if "; " in sentence[:end] else 0


def _clause_end(sentence: str, start: int, tail: "regex.Pattern[str]") -> int:
    """Where the statement that starts at `start` ends: before a semicolon or words that attribute it again."""
    ends = [len(sentence)]
    if (semicolon := sentence.find(";", start)) >= 0:
        ends.append(semicolon)
    if again := tail.search(sentence, start):
        ends.append(again.start())
    return min(ends)


def _speaker(sentence: str, found: "regex.Match[str]") -> str:
    before = regex.split(r"[,;:“”\"«»]", sentence[: found.start("verb")])[-1].strip()
    return f"{before[-60:]} {found['verb']}".strip()


def _trimmed(text: str, claim: Claim) -> Claim | None:
    start, end = claim.start, claim.end
    while start < end and (text[start].isspace() or text[start] in _EDGES + '“"«„'):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _EDGES + '”"»'):
        if text[end - 1] == '"' and text.count('"', start, end) % 2 == 0:
            break
        if text[end - 1] in "”»" and text[start:end].count("“«"["”»".index(text[end - 1])]) > 0:
            break
        end -= 1
    if len(_WORD.findall(text[start:end])) < FEWEST_WORDS:
        return None
    return Claim(start, end, claim.score, claim.attribution)


def _without_crossings(claims: Iterable[Claim]) -> list[Claim]:
    """Of two that cross, the surer one; one inside another may stay."""
    kept: list[Claim] = []
    for one in sorted(claims, key=lambda c: (-c.score, c.start, -c.end)):
        if not any(
            a.start < one.start < a.end < one.end or one.start < a.start < one.end < a.end or _nearly(a, one)
            for a in kept
        ):
            kept.append(one)
    return kept


def _nearly(one: Claim, other: Claim) -> bool:
    """Whether two claims are all but the same."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0.85 * (max(one.end, other.end) - min(one.start, other.start))
