"""Text: cleaned, folded, sorted and slugged the Swedish way."""

import unicodedata

import pytest

from meetings import text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Åsa \r\n Öberg\r", "Åsa \n Öberg"),
        (unicodedata.normalize("NFD", "Åmål"), "Åmål"),
        (None, ""),
        ("", ""),
    ],
)
def test_text_is_composed_with_one_kind_of_line_break(typed: str | None, kept: str) -> None:
    assert text.clean(typed) == kept


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        ("Åsa Öberg", False),
        ("Nguyễn Thị Đào", False),
        ("Åsa\x00", True),
        ("\ud800", True),
        ("Åsa\u202eSA", True),
        ("Åsa\nÖberg", True),
        ("\x1b[31m", True),
    ],
)
def test_characters_that_cannot_be_kept_are_named(value: str, refused: bool) -> None:
    assert (text.problem_in(value) is not None) is refused


def test_a_line_break_is_kept_where_several_lines_are_meant() -> None:
    assert text.problem_in("en\ntvå", line_breaks=True) is None


@pytest.mark.parametrize("typed", ["Åmål", "ÅMÅL", "amal", unicodedata.normalize("NFD", "Åmål")])
def test_spellings_of_amal_fold_to_one(typed: str) -> None:
    assert text.fold(typed) == "amal"


def test_swedish_order_puts_a_ring_before_a_umlaut_before_o_umlaut_last() -> None:
    names = ["Ödman", "Zetterlund", "Ängla", "Andersson", "Åkesson", "Émile", "Eva", "Østby", "Ürgüp", "Yngve"]

    assert sorted(names, key=text.sort_key) == [
        "Andersson", "Émile", "Eva", "Yngve", "Ürgüp", "Zetterlund", "Åkesson", "Ängla", "Ödman", "Østby",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Digitalisering som öppnar vägen till arbete", "digitalisering-som-oppnar-vagen-till-arbete"),
        ("  ", "sida"),
        ("Пилоты", "sida"),
        ("x" * 100, "x" * 60),
    ],
)
def test_an_address_is_readable_ascii(title: str, slug: str) -> None:
    assert text.slug(title) == slug


@pytest.mark.parametrize(
    ("name", "letters"), [("Cecilia Nilsson", "CN"), ("Åsa", "Å"), ("", "?"), ("Ann-Marie Ö", "AÖ")]
)
def test_initials_are_of_the_first_and_last_word(name: str, letters: str) -> None:
    assert text.initials(name) == letters


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("Mitt nummer är 811218-9876.", True),  # the tax agency's own example number
        ("198112189876", True),
        ("811218-9875", False),  # wrong control digit
        ("811278-9873", True),  # a co-ordination number: day + 60
        ("811318-9876", False),  # no thirteenth month
        ("031-335 50 25", False),
        ("Diarienummer RS 2018-01234", False),
    ],
)
def test_a_personal_identity_number_is_noticed(value: str, holds: bool) -> None:
    assert text.holds_personal_number(value) is holds


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", 7),
        (7, 7),
        ("007", 7),
        ("123456789", 123_456_789),
        ("1234567890", 0),
        ("-1", 0),
        ("٣", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_a_field_that_was_tampered_with_holds_no_number(typed: object, number: int) -> None:
    assert text.whole_number(typed) == number
