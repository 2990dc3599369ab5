"""The card of a project as a file: what may be in it, what is told of what may not, and that it is written as it is read."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import cards
from annotator.cards.fields import FIELDS, OF_ANNOTATORS, OF_AUTHORS
from annotator.errors import CardError
from annotator.limits import CARD
from annotator.model import Card, CardAnnotators, CardAuthor

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
title = "أخبار الساحل"
date = 2026-03-01
url = "https://example.org/data%20set"
doi = "https://doi.org/10.5281/zenodo.1003150"
licence = "cc-by-4.0"
languages = ["AR-lb", "ar", "az-arab"]
source_datasets = ["original"]
source = '''
من موقع وكالة.

ثانيًا: من صحيفة.
'''

[[authors]]
name = "خوري, مريم"
orcid = "https://orcid.org/0000-0002-1825-0097"

[[authors]]
name = "فريق الوسم"

[annotators]
number = 3
creators = "expert-generated"
"""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "card.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_card_is_read_and_its_values_are_in_their_usual_form(tmp_path: Path) -> None:
    assert cards.load(write(tmp_path, FULL)) == Card(
        title="أخبار الساحل",
        date="2026-03-01",
        url="https://example.org/data%20set",
        doi="10.5281/zenodo.1003150",
        licence="CC-BY-4.0",
        languages=("ar-LB", "ar", "az-Arab"),
        source_datasets=("original",),
        source="من موقع وكالة.\n\nثانيًا: من صحيفة.",
        authors=(CardAuthor(name="خوري, مريم", orcid="0000-0002-1825-0097"), CardAuthor(name="فريق الوسم")),
        annotators=CardAnnotators(number=3, creators="expert-generated"),
    )


def test_licence_may_be_written_the_american_way(tmp_path: Path) -> None:
    card = cards.load(
        write(tmp_path, 'license = "LicenseRef-news"\nlicense_url = "https://example.org/licence"')
    )
    assert (card.licence, card.licence_url) == ("LicenseRef-news", "https://example.org/licence")


def test_the_form_states_nothing_and_has_each_field(tmp_path: Path) -> None:
    form = cards.dump(Card())
    assert cards.load(write(tmp_path, form)) == Card()
    table = tomllib.loads(form)
    assert list(table) == [*(field.name for field in FIELDS), "authors", "annotators"]
    assert list(table["authors"][0]) == [field.name for field in OF_AUTHORS]
    assert list(table["annotators"]) == [field.name for field in OF_ANNOTATORS]
    assert all(f"# {field.help}" in form for field in (*FIELDS, *OF_AUTHORS, *OF_ANNOTATORS))


def test_each_field_of_a_card_is_in_the_form() -> None:
    for kind, fields in ((Card, FIELDS), (CardAuthor, OF_AUTHORS), (CardAnnotators, OF_ANNOTATORS)):
        assert {*kind.__struct_fields__} - {"authors", "annotators"} == {field.name for field in fields}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("titel = 'x'", ", line 1: the field 'titel' is not known; a card has title, summary, "),
        ("\ntitle = 3", ", line 2: title is not a string; put it in quotes."),
        (r'title = "a\nb"', ", line 1: title has more than one line or a tab; write it in one line."),
        (r'title = "a\u0007"', ", line 1: title has the character U+0007; write plain text."),
        ("date = 2026-03-01T10:00:00", ", line 1: date is '2026-03-01 10:00:00', which is no day; write one as 2026-03-01."),
        ('date = "1.3.2026"', ", line 1: date is '1.3.2026', which is no day"),
        ('date = "2026-02-30"', ", line 1: date is '2026-02-30', which is no day"),
        ('licence = "CC-BY"', ", line 1: licence is 'CC-BY', which is no identifier of SPDX; write CC-BY-4.0 or "),
        ('licence = "LicenseRef-My_x"', "licence is 'LicenseRef-My_x', which has '_' in its name; behind LicenseRef- stand letters"),
        ('licence = "LicenseRef-"', "which has no name; behind LicenseRef- stand letters"),
        ('doi = "10.1000/a b"', "which is no DOI"),
        ('doi = "10.1000/{a}"', "which is no DOI"),
        ('licence = "ours"', "; write one from https://spdx.org/licenses, or LicenseRef- and a name"),
        ('license = "MIT"\nlicence = "MIT"', "license and licence are both there and mean the same; leave one out."),
        ('url = "example.org"', ", line 1: url is 'example.org', which is no address"),
        ('url = "https://example.org/أخبار"', "which is no address"),
        ('doi = "1003150"', ", line 1: doi is '1003150', which is no DOI; write one as 10.5281/zenodo.1003150."),
        ('languages = "ar"', ', line 1: languages is not a list; write it as ["one", "another"].'),
        ('languages = ["arabic!"]', ", line 1: languages has 'arabic!', which is no language tag of BCP 47"),
        ("authors = 'me'", ", line 1: authors is not a list of tables; begin each author with [[authors]]."),
        ("[[authors]]\naffiliation = 'x'", ', line 1: author 1 has no name; write one, as name = "Khoury, Maryam".'),
        ("[[authors]]\nname = 'x'\nmail = 'y'", ", line 3: author 1: the field 'mail' is not known; an author has name, "),
        ("[[authors]]\nname = 'x'\norcid = '0000-0002-1825-0098'", ", line 3: author 1: orcid is '0000-0002-1825-0098', and its last "),
        ("[[authors]]\nname = 'x'\norcid = '12'", ", line 3: author 1: orcid is '12', which is no ORCID iD"),
        ("annotators = 3", ", line 1: annotators is not a table; begin it with [annotators]."),
        ("[annotators]\nnumber = '3'", ", line 2: annotators: number is 3; write a whole number of people"),
        ("[annotators]\nnumber = true", ", line 2: annotators: number is True; write a whole number of people"),
        ("[annotators]\nnumber = 0", "number is 0; write a whole number of people"),
        ("[annotators]\ncreators = 'experts'", "creators is 'experts'; write one of expert-generated, crowdsourced, "),
        ("[annotators]\nhow = 'x'", ", line 2: annotators: the field 'how' is not known; it has number, who, "),
        ("title = ", ": is not valid TOML: "),
        (b"title = '\xff'", ", line 1: is not UTF-8; save the card as UTF-8."),
        (b"#" * (CARD.most + 1), ": is larger than 1 MB, which no card is."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_card_is_told_in_one_sentence(
    tmp_path: Path, text: str | bytes, told: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CardError) as caught:
        cards.load(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert told in message
    assert "\n" not in message
    assert message.endswith(".")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CardError, match=r"none.toml: can't be read: "):
        cards.load(tmp_path / "none.toml")


def test_what_is_not_stated() -> None:
    assert cards.unstated(Card())[:2] == ("title", "authors")
    assert len(cards.unstated(Card())) == 1 + len(FIELDS) + len(OF_ANNOTATORS)  # authors, too
    assert "licence_url" not in cards.unstated(Card(licence="MIT"))
    assert "licence_url" in cards.unstated(Card(licence="LicenseRef-news"))
    stated = Card(title="أخبار", authors=(CardAuthor(name="مريم"),), annotators=CardAnnotators(number=2))
    missing = cards.unstated(stated)
    assert not {"title", "authors", "annotators.number", "citation"} & {*missing}
    assert {"licence", "annotators.payment"} <= {*missing}


lines = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])).map(str.strip)
odd = st.sampled_from(['"""', "'''", "\\", "# x", "\u200f", "🚑"])
texts = st.lists(lines | odd, max_size=4).map("\n".join).map(str.strip)
orcids = st.sampled_from(["", "0000-0002-1694-233X"])
whole = st.builds(
    Card,
    title=lines,
    summary=texts,
    source=texts,
    limitations=texts,
    citation=texts,
    licence=st.sampled_from(["", "MIT", "CC-BY-NC-4.0", "LicenseRef-x"]),
    date=st.dates().map(str) | st.just(""),
    languages=st.sampled_from([(), ("ar",), ("ar-LB", "sl-rozaj-biske", "de-CH-x-phonebk")]),
    source_datasets=st.lists(lines.filter(bool), max_size=2).map(tuple),
    authors=st.lists(
        st.builds(CardAuthor, name=lines.filter(bool), affiliation=lines, orcid=orcids), max_size=2
    ).map(tuple),
    annotators=st.builds(CardAnnotators, number=st.none() | st.integers(1, 999), payment=texts),
)


@given(whole)
def test_a_card_is_written_as_it_is_read(tmp_path_factory: pytest.TempPathFactory, card: Card) -> None:
    path = tmp_path_factory.getbasetemp() / "written.toml"
    path.write_text(cards.dump(card), encoding="utf-8", newline="")
    assert cards.load(path) == card
    assert cards.card_of(json.loads(msgspec.json.encode(card))) == card
