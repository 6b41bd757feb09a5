"""Patterns over words, written as plain data.

A pattern is a row of items, each standing for one word, or for an entry of several words:

    nationality            an entry of the list `nationality`
    !determiner            any word that is not in the list
    capital&!month         both at once
    "of"                   this word or mark, in small or capital letters
    item?  item*  item+    perhaps, any number, at least one;  item{1,3}  one to three
    ( a | b c )            one of these
    < … >                  only this part is proposed, the rest must stand around it
"""

from collections.abc import Iterable, Iterator, Mapping

import regex

from annotator.errors import BadPattern
from annotator.nlp.rules.words import BUILT_IN, MORE, Words

TIMEOUT = 2.0
"""Seconds that one pattern may take on one text."""

_ITEM = regex.compile(
    r'\s*(?:(?P<test>!?(?:[\w-]+|"[^"]+")(?:&!?(?:[\w-]+|"[^"]+"))*)|(?P<sign>[()|<>?*+]|\{\d,?\d?\}))'
)
_FIRST_CLASS = 0xE000
_LITERAL = 0xF0000


class Alphabet:
    """Gives each list and each word that is written in a pattern a character, so that patterns are regexes."""

    def __init__(self, lists: Iterable[str]) -> None:
        own = sorted(set(lists) - set(BUILT_IN))
        names = [*BUILT_IN, *own, *(name + MORE for name in own)]
        self._classes = {name: chr(_FIRST_CLASS + place) for place, name in enumerate(names)}
        self._literals: dict[str, str] = {}

    def compile(self, pattern: str, name: str = "") -> "regex.Pattern[str]":
        """The regex for a pattern. Raises BadPattern."""
        parts: list[str] = []
        at = 0
        pattern = pattern.strip()
        while at < len(pattern):
            found = _ITEM.match(pattern, at)
            if not found:
                raise BadPattern(f"The pattern “{name or pattern}” cannot be read at “{pattern[at : at + 20]}”.")
            parts.append(self._test(found["test"], name) if found["test"] else _SIGNS.get(found["sign"], found["sign"]))
            at = found.end()
        try:
            return regex.compile("(?<=^|\\n)" + "".join(parts), regex.VERSION1)
        except regex.error as error:
            raise BadPattern(f"The pattern “{name or pattern}” cannot be read: {error}.") from error

    def _test(self, test: str, name: str) -> str:
        tests = test.split("&")
        conditions = "".join(self._condition(one, name) for one in tests)
        lists = [self._classes[one + MORE] for one in tests if one + MORE in self._classes]
        rest = f"(?:(?=[^\\n]*[{''.join(lists)}])[^\\n]++\\n)*+" if lists else ""
        return f"(?:{conditions}[^\\n]++\\n{rest})"

    def _condition(self, test: str, name: str) -> str:
        wanted = "!" if test.startswith("!") else "="
        test = test.removeprefix("!")
        if test.startswith('"'):
            sign = self._literals.setdefault(test.strip('"').casefold(), chr(_LITERAL + len(self._literals)))
        elif test in self._classes:
            sign = self._classes[test]
        elif wanted == "!":
            return ""  # no word is in a list that another file, now replaced, had
        else:
            raise BadPattern(f"The pattern “{name}” speaks of a list “{test}”, which there is not.")
        return f"(?{wanted}[^\\n]*{sign})"

    def encode(self, words: Words) -> tuple[str, dict[int, int]]:
        """The words as lines for the regexes, and for each offset at which a line begins or ends, the word there."""
        lines = []
        places: dict[int, int] = {}
        at = 0
        breaks = set(words.breaks)
        for place, (text, classes) in enumerate(zip(words.texts, words.classes, strict=True)):
            gap = "\n" if place in breaks else ""
            literal = self._literals.get(text.casefold(), "")
            lines.append(f"{gap}-{literal}{''.join(sorted(self._classes[one] for one in classes))}\n")
            places[at] = places[at + len(gap)] = place
            at += len(lines[-1])
        places[at] = len(lines)
        return "".join(lines), places


_SIGNS = {"(": "(?:", "<": "(?P<part>", ">": ")"}


def find(pattern: "regex.Pattern[str]", line: str, places: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The words, first to last exclusive, that a pattern proposes. Raises TimeoutError if it takes too long."""
    has_part = "part" in pattern.groupindex
    for found in pattern.finditer(line, timeout=TIMEOUT):
        group = "part" if has_part and found.start("part") >= 0 else 0
        first, last = places[found.start(group)], places[found.end(group)]
        if first < last:
            yield first, last
