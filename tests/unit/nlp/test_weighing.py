"""What was tagged and what was left untagged teach what to propose; what was rejected stays away."""

from annotator.domain.model import AnnotatedArticle, Status
from annotator.domain.proposals import Proposal, above
from annotator.nlp.combining import Assistant, combine
from annotator.nlp.memory import Memory
from annotator.nlp.suggesters import Materials
from annotator.nlp.weighing import Tagged, Way, learn_weights, weigh
from tests.unit.nlp.articles import rejecting, tagged


def done(marked: str, name: str) -> AnnotatedArticle:
    article = tagged(marked, name)
    return AnnotatedArticle(article.article, article.spans, suggestions=article.suggestions, status=Status.DONE)


def proposed(articles: list[AnnotatedArticle], text: str, names: tuple[str, ...] = ("memory", "rules")) -> list[str]:
    found = above(Assistant.of(names, Materials(articles=articles)).suggest(text))
    return [text[one.start : one.end] for one in found]


def test_one_tagged_article_is_enough_for_memory() -> None:
    assert proposed([done("A [weapon|flurbler] stood there.", "a")], "The flurbler is gone.") == ["flurbler"]


def test_the_is_taken_into_spans_where_people_do_so() -> None:
    people = ["militants", "Colombian authorities", "Iraqi security forces", "Syrian soldiers", "Turkish troops"]
    inside = [done(f"Then [actor|the {who}] left. We saw [actor|the {who}] again.", who) for who in people]
    outside = [done(f"Then the [actor|{who}] left. We saw the [actor|{who}] again.", who) for who in people]
    assert proposed(inside, "Then the Russian soldiers left.") == ["the Russian soldiers"]
    assert proposed(outside, "Then the Russian soldiers left.") == ["Russian soldiers"]


def test_what_is_left_untagged_again_and_again_is_no_longer_proposed() -> None:
    kept = [f"On day {n} [actor|Syrian soldiers] left Aleppo with 12 tanks of the army." for n in range(12)]
    articles = [done(text, str(n)) for n, text in enumerate(kept)]
    text = "On Monday Syrian soldiers left Homs with 40 tanks of the army."
    assert "army" in proposed([], text)
    assert proposed(articles, text) == ["Syrian soldiers", "40", "tanks"]


def test_few_articles_leave_the_rules_as_they_are() -> None:
    text = "Gen. Ana Ruiz saw 12 tanks."
    articles = [done("[actor|Gen. Luis Soto] came with [figure|3] [weapon|rifles].", name) for name in "ab"]
    assert proposed(articles, text) == proposed([], text) == ["Gen. Ana Ruiz", "12", "tanks"]


def test_a_rejected_span_is_never_proposed_again() -> None:
    text = "The Colombian authorities came."
    rejected = rejecting(tagged(text), "Colombian authorities", "actor")
    assert "Colombian authorities" in proposed([], text)
    assistant = Assistant.of(["rules", "memory"], Materials(articles=[rejected]))
    place = [(text.index("C"), text.index(" came"), "actor"), (0, text.index(" came"), "actor")]
    for here in place:
        assert not assistant.suggest(text, "en", [here])
    assert not assistant.suggest("Once more Colombian authorities came.", "en")


def test_a_rejection_weighs_less_than_tagging_the_same_words_twice() -> None:
    rejected = rejecting(tagged("The flurbler is gone.", "a"), "flurbler", "weapon")
    twice = tagged("[weapon|flurbler] [weapon|flurbler]", "b")
    assert proposed([rejected, twice], "A flurbler stood there.") == ["flurbler"]


def test_beyond_the_last_tag_of_an_article_in_progress_nothing_counts_as_left_out() -> None:
    begun = "[actor|Syrian soldiers] left. " + "The army left. " * 30
    articles = [tagged(begun, str(n)) for n in range(5)]
    assert "army" in proposed(articles, "The army left.")


def test_a_statement_keeps_its_first_word() -> None:
    claims = ["Our boats sank near Porvenir", "No boat came back that night", "They found 12 crates of onions"]
    articles = [done(f"“[claim|{one}],” Ruiz said.", one) for one in claims]
    assert "The mast failed a load test" in proposed(articles, "“The mast failed a load test,” Soto said.")


def test_a_claim_within_a_claim_is_proposed_too() -> None:
    text = "Ruiz said that the seller had assured him that the crates held spare parts."
    found = proposed([], text)
    assert "the seller had assured him that the crates held spare parts" in found
    assert "the crates held spare parts" in found


def test_a_label_is_weighed_only_where_that_has_proved_better_than_the_rules() -> None:
    texts = [f"On day {n} [actor|Syrian soldiers] left Aleppo with [figure|12] tanks of the army." for n in range(12)]
    articles = [done(text, str(n)) for n, text in enumerate(texts)]
    ways = Assistant.of(["memory", "rules"], Materials(articles=articles)).weights.ways
    assert ways == {"actor": Way.WEIGHED, "figure": Way.PLAIN}


def test_words_of_a_label_that_no_rule_knows_are_remembered() -> None:
    texts = [f"In place {n} a [weapon|flurbler] stood beside the [weapon|snozzle]." for n in range(6)]
    articles = [done(text, str(n)) for n, text in enumerate(texts)]
    assert proposed(articles, "One flurbler and one snozzle fell over.") == ["flurbler", "snozzle"]


def test_a_pipeline_lifts_no_proposal_that_the_rules_hold_to_be_weak() -> None:
    text = "It is one strike of many."
    weak = Proposal(6, 9, "figure", 0.4, origin="rules")
    theirs = Proposal(6, 9, "figure", 0.6, origin="pipeline:en_core_web_sm")
    assert above(combine(text, [[theirs]], Memory()))
    assert not above(combine(text, [[weak], [theirs]], Memory()))
    assert above(combine(text, [[weak._replace(score=0.6)], [theirs]], Memory()))


def test_rules_that_give_one_reason_are_told_apart_by_how_sure_they_are() -> None:
    def both(word: str, other: str) -> tuple[str, list[Proposal]]:
        text = f"So {word} went, so {other} went"
        places = ((text.index(word), word, 0.55), (text.index(other), other, 0.65))
        found = [
            Proposal(at, at + len(one), "actor", score, "An armed group.", "rules", "1") for at, one, score in places
        ]
        return text, found

    words = [f"{first}{second}{third}ef" for first in "bdfgklmnprst" for second in "aeiou" for third in "bf"]
    articles = []
    for number, (word, other) in enumerate(zip(words[::2], words[1::2], strict=False)):
        text, proposals = both(word, other)
        articles.append(Tagged(str(number), text, proposals, [proposals[0].mark], len(text)))
    text, proposals = both("zatef", "zutef")
    shown = above(weigh(text, proposals, Memory(), learn_weights(articles, Memory())))
    assert [text[one.start : one.end] for one in shown] == ["zatef"]
