"""What the top of a text says of it."""

import pytest

from annotator.domain.headline import date_line, language_of, read_headline, title_for


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2022-03-22", "2022-03-22"),
        ("2022-03-22T14:05:00Z", "2022-03-22"),
        ("Mar 22, 2022", "2022-03-22"),
        ("March 22nd, 2022", "2022-03-22"),
        ("Tuesday, March 22, 2022 10:15 a.m. EST", "2022-03-22"),
        ("Published on 22 March 2022", "2022-03-22"),
        ("22 de marzo de 2022", "2022-03-22"),
        ("Martes 22 de Marzo del 2022, 10:15", "2022-03-22"),
        ("3 setiembre 2021", "2021-09-03"),
        ("Feb 30, 2022", ""),
        ("On March 22, 2022 the war began", ""),
        ("22/03/2022", ""),
        ("2022", ""),
    ],
)
def test_a_line_that_is_a_date(line: str, date: str) -> None:
    assert date_line(line) == date


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("By Jane Doe and John Roe | March 3, 2021", "Jane Doe and John Roe"),
        ("Por Rocío Barrientos Oyarzo", "Rocío Barrientos Oyarzo"),
        ("By Monday the troops had left the town and all of its people behind", ""),
        ("By sea and by air", ""),
        ("By Monday, all had gone.", ""),
    ],
)
def test_a_byline(line: str, author: str) -> None:
    assert read_headline(f"A title\n{line}\nAnd then the text begins.").author == author


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A title\n\nThe text goes on.", "A title"),
        ("\n\n  A title  \nThe text.", "A title"),
        ("A sentence stands here.\nAnother one.", ""),
        ("Only one line", ""),
        ("By Jane Doe\nThe text.", ""),
        ("March 3, 2021\nThe text.", ""),
        ("12345\nThe text.", ""),
        ("word " * 60 + "\nThe text.", ""),
        ("", ""),
    ],
)
def test_a_first_line_that_reads_like_a_title(text: str, title: str) -> None:
    assert read_headline(text).title == title


def test_a_short_text_is_its_own_title() -> None:
    assert title_for("Uber’s lesson", "file 1") == "Uber’s lesson"
    assert title_for("One sentence.\nTwo.", "file 1") == "file 1"


def test_a_dateline_names_the_agency() -> None:
    assert read_headline("A title\nKYIV, March 3 (Reuters) – Russia fired.").source == "Reuters"


def test_language_is_told_only_where_it_is_sure() -> None:
    assert language_of("The minister said that the troops were on the way to the border and had not been seen.") == "en"
    assert (
        language_of("El ministro dijo que las tropas de la frontera no se fueron y que los otros no lo saben.") == "es"
    )
    assert language_of("Uber hires. Apple fires.") == ""
    assert language_of("Der Minister sagte, die Truppen seien auf dem Weg zur Grenze und nicht gesehen worden.") == ""
