"""What was tagged once is found again; what was rejected is not."""

from annotator.nlp.memory import Memory
from tests.unit.nlp.articles import rejecting, tagged


def found(memory: Memory, text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.label) for one in memory.suggest(text, "en")]


def test_the_same_words_are_found_in_any_case_and_as_whole_words() -> None:
    memory = Memory.of([tagged("[actor|Norrby Sensorik] sold [weapon|Igla-S missiles].")])
    assert found(memory, "NORRBY SENSORIK has Igla-S\nmissiles, not Igla-S missilesmiths.") == [
        ("NORRBY SENSORIK", "actor"),
        ("Igla-S\nmissiles", "weapon"),
    ]


def test_the_longest_wording_is_taken() -> None:
    memory = Memory.of([tagged("[actor|navy] [actor|navy of Chile]")])
    assert found(memory, "the navy of Chile") == [("navy of Chile", "actor")]


def test_what_was_rejected_stays_away_until_it_is_tagged_more_often() -> None:
    article = tagged("[actor|Norrby] came.", "a")
    memory = Memory.of([article, rejecting(tagged("Norrby is a town.", "b"), "Norrby", "actor")])
    assert found(memory, "Norrby again") == []
    assert memory.refuses("norrby", "actor")
    assert not memory.refuses("Norrby", "weapon")
    memory.learn(tagged("[actor|Norrby] and [actor|Norrby]", "c"))
    assert found(memory, "Norrby again") == [("Norrby", "actor")]


def test_an_article_learned_again_replaces_what_was_known_of_it() -> None:
    memory = Memory.of([tagged("[actor|Norrby] came.", "a")])
    memory.learn(tagged("Norrby came.", "a"))
    assert found(memory, "Norrby") == []
    memory.forget("a")
    memory.forget("never seen")
    assert found(memory, "Norrby") == []
