"""Texts for property tests: what news has, and what breaks those who count characters."""

from hypothesis import strategies as st

PIECES = (
    "a",
    "Igla",
    "U.S.",
    "O’Brien",
    "Venezuela’s",
    "AK-103",
    "$2.4m",
    "12.5%",
    "1,500",
    "½",
    " ",
    "  ",
    "\n",
    "\t",
    "\u00a0",
    "\u2028",
    ".",
    ",",
    "-",
    "–",
    "’",
    "“",
    "$",
    "#",
    "@",
    "+",
    "e\u0301",
    "\u0301",
    "\u200d",
    "\u200c",
    "\u00ad",
    "\ufe0f",
    "😀",
    "👍🏽",
    "👩\u200d👩\u200d👧",
    "🇨🇴",
    "🇨",
    "\U00020000",
    "步枪",
    "กำ",
    "الجيش",
    "می\u200cخواهم",
    "각",
    "\u1100\u1161",
    "क्ष",
    "\u0600",
    "ー",
)
"""Building blocks: joined in any order they make clusters, words and near misses of both."""

texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
raw_texts = st.text(
    st.one_of(
        st.sampled_from("a \n\r\x00\ufeff\ud83d\udc4d\u2028\x85"),
        st.characters(exclude_categories=()),
        st.characters(min_codepoint=0x10000, exclude_categories=()),
    ),
    max_size=60,
)
"""Decoded source texts: all line ends, byte-order marks, NUL, lone surrogates."""


@st.composite
def texts_with_range(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text and two offsets into it, in order."""
    text = draw(texts)
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    return text, start, end


@st.composite
def texts_with_offset(draw: st.DrawFn) -> tuple[str, int]:
    text = draw(texts)
    return text, draw(st.integers(0, len(text)))
