"""How a data set is cited: the Citation File Format, BibTeX, and names in both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets import citation
from annotator.model import Card, CardAuthor
from tests.datasets.described import CARD, export, facts, needs_yaml, readme

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project

_TEXT = {"type": "string", "minLength": 1}
_URL = {"type": "string", "pattern": "^(https|http|ftp|sftp)://.+"}
_ORCID = {"type": "string", "pattern": "^https://orcid\\.org/[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]{1}$"}
CFF = {
    "type": "object",
    "additionalProperties": False,
    "required": ["authors", "cff-version", "message", "title"],
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": _TEXT,
        "type": {"enum": ["dataset", "software"]},
        "title": _TEXT,
        "version": _TEXT,
        "abstract": _TEXT,
        "license": _TEXT,
        "license-url": _URL,
        "url": _URL,
        "doi": {"type": "string", "pattern": "^10\\.\\d{4,9}(\\.\\d+)?/[A-Za-z0-9:/_;\\-\\.\\(\\)\\[\\]\\\\]+$"},
        "identifiers": {
            "type": "array",
            "minItems": 1,
            "items": {
                "additionalProperties": False,
                "required": ["type", "value"],
                "properties": {"type": {"const": "url"}, "value": _URL},
            },
        },
        "date-released": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$"},
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "anyOf": [
                    {
                        "additionalProperties": False,
                        "properties": {"family-names": _TEXT, "name-suffix": _TEXT, "given-names": _TEXT, "affiliation": _TEXT, "orcid": _ORCID},
                    },
                    {"additionalProperties": False, "required": ["name"], "properties": {"name": _TEXT, "orcid": _ORCID}},
                ]
            },
        },
    },
}  # fmt: skip
"""What the Citation File Format 1.2.0 says of the fields that are written here."""


@needs_yaml
def test_citation_cff_is_valid_and_says_what_is_stated(project: Project, tmp_path: Path) -> None:
    import yaml

    project.cards.put(CARD)
    folder = export(project, tmp_path / "set")
    found = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    jsonschema.validate(found, CFF)
    assert found["title"] == CARD.title
    assert found["authors"] == [
        {
            "family-names": "خوري",
            "given-names": "مريم",
            "affiliation": "جامعة الساحل",
            "orcid": "https://orcid.org/0000-0002-1825-0097",
        },
        {"name": "Coast Team"},
    ]
    assert (found["license"], found["date-released"]) == ("CC-BY-4.0", "2026-03-01")
    assert found["version"] == facts(folder).data_version.version
    assert "CITATION.cff" in facts(folder).files
    project.cards.put(Card(title="x", authors=(CardAuthor(name="y"),), licence="CDLA-Permissive-2.0"))
    found = yaml.safe_load((export(project, tmp_path / "new") / "CITATION.cff").read_text(encoding="utf-8"))
    jsonschema.validate(found, CFF)
    assert found["license-url"] == "https://spdx.org/licenses/CDLA-Permissive-2.0.html"
    assert "license" not in found


def test_bibtex(project: Project, tmp_path: Path) -> None:
    project.cards.put(CARD)
    folder = export(project, tmp_path / "set")
    version = facts(folder).data_version.version
    assert citation.bibtex(facts(folder)) == (
        f"@misc{{{citation._key(facts(folder))},\n"
        r"  title = {{أخبار الساحل \& \textbraceleft{}الوادي\textbraceright{}}}," + "\n"
        "  author = {خوري, مريم and {Coast Team}},\n"
        "  year = {2026},\n"
        f"  version = {{{version}}},\n"
        "  howpublished = {Data set},\n"
        "  doi = {10.5281/zenodo.1003150},\n"
        "  url = {https://example.org/coast},\n"
        "}"
    )
    assert f"```bibtex\n{citation.bibtex(facts(folder))}\n```" in readme(folder)


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
def test_braces_of_an_entry_are_balanced_and_nothing_of_tex_is_obeyed(title: str, name: str) -> None:
    made = citation._tex(title), citation._tex_name(name)
    for text in made:
        depth = 0
        for char in text:
            depth += (char == "{") - (char == "}")
            assert depth >= 0
        assert depth == 0
        bare = re.sub(r"\\text[a-z]+\{\}|\\[$&#_%]", "", text)
        assert not re.search(r"[\\$&#_%^~]", bare)


@pytest.mark.parametrize(
    ("name", "cff", "tex"),
    [
        ("Khoury, Maryam", {"family-names": "Khoury", "given-names": "Maryam"}, "Khoury, Maryam"),
        (
            "Smith, Jr., John",
            {"family-names": "Smith", "given-names": "John", "name-suffix": "Jr."},
            "Smith, Jr., John",
        ),
        ("خوري, مريم", {"family-names": "خوري", "given-names": "مريم"}, "خوري, مريم"),
        ("Khoury, Maryam,", {"name": "Khoury, Maryam,"}, "{Khoury, Maryam,}"),
        ("A, B, C, D", {"name": "A, B, C, D"}, "{A, B, C, D}"),
        ("Coast Team", {"name": "Coast Team"}, "{Coast Team}"),
    ],
)
def test_names_have_the_same_parts_everywhere(name: str, cff: dict[str, str], tex: str) -> None:
    assert citation._person(CardAuthor(name=name)) == cff
    assert citation._tex_name(name) == tex


def test_the_key_of_an_entry_stays_and_is_that_of_this_data_set(project: Project, tmp_path: Path) -> None:
    def key(name: str, **stated: Any) -> str:
        project.cards.put(msgspec.structs.replace(CARD, **stated))
        return citation._key(facts(export(project, tmp_path / name)))

    first = key("first")
    assert re.fullmatch("dataset2026x[0-9a-f]{8}", first)
    assert key("second", summary="نص آخر.") == first
    assert key("other", title="أخبار الجبل") != first
    assert key("latin", title="The coast") == "2026the"


@needs_yaml
def test_a_doi_that_citation_files_have_no_room_for_is_an_address(project: Project, tmp_path: Path) -> None:
    import yaml

    doi = "10.1002/(SICI)1096<1::AID>3.0.CO;2-#"
    project.cards.put(msgspec.structs.replace(CARD, doi=doi))
    made = export(project, tmp_path / "set")
    found = yaml.safe_load((made / "CITATION.cff").read_text(encoding="utf-8"))
    jsonschema.validate(found, CFF)
    assert [one["value"] for one in found["identifiers"]] == [
        "https://doi.org/10.1002/(SICI)1096%3C1::AID%3E3.0.CO;2-%23"
    ]
    assert f"doi = {{{doi}}}" in readme(made)
