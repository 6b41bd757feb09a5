"""Sentences, by nupunkt: no model to install, and it knows the abbreviations of news texts."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as code point ranges, end exclusive, without white space at their ends.

    A line end always ends a sentence.
    """
    from nupunkt import sent_spans

    found: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            for low, high in sent_spans(line):
                piece = line[low:high]
                inner = piece.strip()
                if inner:
                    first = start + low + (len(piece) - len(piece.lstrip()))
                    found.append((first, first + len(inner)))
        start += len(line) + 1
    return found
