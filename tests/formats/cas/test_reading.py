"""Files of other programs: which annotations are spans, what is told of the rest, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from annotator.formats.base import Reading
from annotator.model import Loss, Refusal
from tests.formats.cas.tools import (
    ENTITY,
    JSON,
    PERSON,
    PLACE,
    XMI,
    _no_warning_gets_out,
    cas,
    good,
    labels,
    mark,
    reason,
    types,
    xmi,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["_no_warning_gets_out"]

pytest.importorskip("cassis", reason="the extra cas is not installed")


def test_named_entities_need_no_option(tmp_path: Path) -> None:
    assert labels(good(tmp_path, xmi(), XMI)) == [("د", "PER")]


def test_the_one_custom_type_is_taken_and_told(tmp_path: Path) -> None:
    known = types(Person="kind", Place="")
    data = cas([mark(2, PERSON, 0, 2, kind="who"), mark(3, PLACE, 1, 2)], **{"%TYPES": known})
    found = good(tmp_path, data)
    assert labels(found) == [("دم", "who")]
    assert found.lost == {f"annotations of the type {PLACE} (labels are read from {PERSON}, feature kind)": 1}


def test_of_two_custom_types_none_is_guessed(tmp_path: Path) -> None:
    data = cas(
        [mark(2, PERSON, 0, 2, kind="who"), mark(3, PLACE, 1, 2, label="where")],
        **{"%TYPES": types(Person="kind", Place="label other")},
    )
    found = good(tmp_path, data)
    assert found.spans == ()
    assert found.lost == {f"annotations of the type {PERSON}": 1, f"annotations of the type {PLACE}": 1}
    assert labels(good(tmp_path, data, cas_type=PLACE)) == [("م", "where")]
    assert labels(good(tmp_path, data, cas_type="Person")) == [("دم", "who")]
    assert labels(good(tmp_path, data, cas_feature="kind")) == [("دم", "who")]


def test_the_feature_can_be_named(tmp_path: Path) -> None:
    data = cas([mark(2, PERSON, 0, 1, one="A", two="B")], **{"%TYPES": types(Person="one two")})
    assert good(tmp_path, data).spans == ()
    assert labels(good(tmp_path, data, cas_feature="two")) == [("د", "B")]
    assert labels(good(tmp_path, data, cas_type=PERSON, cas_feature="one")) == [("د", "A")]
    assert reason(tmp_path, data, cas_type=PERSON) == (
        f"{PERSON} does not have the one feature that labels are read from; it has one, two: name one."
    )
    assert "it has one, two" in reason(tmp_path, data, cas_type=PERSON, cas_feature="three")


def test_a_type_that_is_not_there_is_refused_where_there_are_others(tmp_path: Path) -> None:
    data = cas([mark(2, PERSON, 0, 1)], **{"%TYPES": types(Person="kind")})
    assert (
        reason(tmp_path, data, cas_type="a.Typo") == f"has no type 'a.Typo'; it has annotations of {PERSON}."
    )
    assert good(tmp_path, cas(), cas_type="a.Typo").spans == ()


def test_subtypes_are_of_the_type(tmp_path: Path) -> None:
    known = types(Person="kind") | {"a.Minister": {"%SUPER_TYPE": PERSON}}
    data = cas([mark(2, "a.Minister", 0, 1, kind="M")], **{"%TYPES": known})
    assert labels(good(tmp_path, data, cas_type=PERSON)) == [("د", "M")]


def test_subtypes_of_the_usual_types_are_taken(tmp_path: Path) -> None:
    entity = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    person = entity.replace("NamedEntity", "Person")
    known = {
        entity: {
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "value": {"%NAME": "value", "%RANGE": "uima.cas.String"},
        },
        person: {"%SUPER_TYPE": entity},
    }
    assert labels(good(tmp_path, cas([mark(2, person, 0, 1, value="A")], **{"%TYPES": known}))) == [
        ("د", "A")
    ]


def test_relations_are_counted(tmp_path: Path) -> None:
    known = types(Person="kind", Link="role")
    for end in ("Governor", "Dependent"):
        known["webanno.custom.Link"][end] = {"%NAME": end, "%RANGE": "uima.tcas.Annotation"}
    data = cas(
        [
            mark(2, PERSON, 0, 1, kind="A"),
            mark(3, PERSON, 1, 2, kind="B"),
            {**mark(4, "webanno.custom.Link", 0, 1, role="x"), "@Governor": 2, "@Dependent": 3},
        ],
        **{"%TYPES": known},
    )
    found = good(tmp_path, data)
    assert labels(found) == [("د", "A"), ("م", "B")]
    assert list(found.lost.values()) == [1]
    assert found.lost[Loss.RELATIONS.value] == 1


def test_spans_without_letters_or_labels_are_counted(tmp_path: Path) -> None:
    data = cas(
        [mark(2, PERSON, 1, 1, kind="A"), mark(3, PERSON, 0, 1), mark(4, PERSON, 0, 1, kind="")],
        **{"%TYPES": types(Person="kind")},
    )
    found = good(tmp_path, data)
    assert found.spans == ()
    assert found.lost == {Loss.EMPTY.value: 1, "annotations without a label": 2}


def test_the_first_view_with_a_text_is_the_article(tmp_path: Path) -> None:
    sofas = (
        '<cas:Sofa xmi:id="7" sofaNum="2" sofaID="audio" sofaURI="file:a.wav"/>'
        '<cas:Sofa xmi:id="8" sofaNum="3" sofaID="ar" sofaString="حلب"/>'
        '<cas:View sofa="8" members="9"/>'
    )
    entity = ENTITY.replace('"2"', '"9"').replace('sofa="1"', 'sofa="8"').replace("PER", "LOC")
    found = good(tmp_path, xmi(ENTITY + entity + sofas), XMI)
    assert found.text == "حلب"
    assert labels(found) == [("ح", "LOC")]
    assert found.lost == {
        "texts of other views": 1,
        "annotations of other views": 1,
        "data of views that is no text": 1,
    }


def test_types_that_nobody_describes_are_counted(tmp_path: Path) -> None:
    known = (
        '<ner:NamedEntity xmi:id="2" sofa="1" begin="0" end="1" value="PER" certainty="1"><tags>a</tags>'
        "</ner:NamedEntity>"
    )
    other = '<custom:Odd xmi:id="3" sofa="1" begin="0" end="99" target="2"><a>b</a></custom:Odd>'
    found = good(tmp_path, xmi(known + other, members="2 3"), XMI)
    assert labels(found) == [("د", "PER")]
    assert found.lost == {
        "annotations of types that the type system does not have": 1,
        "features that the type system does not have": 2,
    }


def test_the_type_system_is_beside_or_given(tmp_path: Path) -> None:
    described = (
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types><typeDescription>'
        "<name>webanno.custom.Odd</name><description/><supertypeName>uima.tcas.Annotation</supertypeName><features>"
        "<featureDescription><name>kind</name><description/><rangeTypeName>uima.cas.String</rangeTypeName>"
        "</featureDescription></features></typeDescription></types></typeSystemDescription>"
    )
    data = xmi('<custom:Odd xmi:id="2" sofa="1" begin="0" end="4" kind="LOC"/>')
    assert good(tmp_path, data, XMI).spans == ()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    given = elsewhere / "types.xml"
    given.write_text(described)
    assert labels(good(tmp_path, data, XMI, cas_type_system=str(given))) == [("دمشق", "LOC")]
    for name in ("TypeSystem.xml", "typesystem.XML", "a-typesystem.xml"):
        beside = tmp_path / name
        beside.write_text(described)
        assert labels(good(tmp_path, data, XMI)) == [("دمشق", "LOC")]
        beside.unlink()
    assert XMI.files([tmp_path / "a.xmi", tmp_path / "typesystem.XML"]) == [tmp_path / "a.xmi"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "the file is empty"),
        ("<a>\n<b></a>", ", line 2): is not valid XML"),
        ("<a/>", "is not a type system: its root element is 'a'"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a/>', ", line 1): has a DOCTYPE"),
    ],
)
def test_a_type_system_that_is_none_is_told_of_by_name(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "TypeSystem.xml").write_text(content)
    told = reason(tmp_path, xmi(), XMI)
    assert told.startswith(f"its type system can't be used ({tmp_path / 'TypeSystem.xml'}")
    assert why in told
    assert "there is no such file" in reason(tmp_path, xmi(), XMI, cas_type_system=str(tmp_path / "none.xml"))


@pytest.mark.parametrize(
    ("begin", "end", "why"),
    [
        (0, 2, "[0, 2): offset 2 is in the middle of a character"),
        (0, 9, "[0, 9): offset 9 is outside the text, which has 4 UTF-16 units"),
        (-1, 1, "[-1, 1): offset -1 is outside the text"),
        (3, 1, "[3, 1): it ends before it begins"),
        ("0", 1, "offsets must be whole numbers"),
        (True, 3, "offsets must be whole numbers"),
        (0.5, 3, "offsets must be whole numbers"),
        (None, 3, "offsets must be whole numbers"),
        (10**30, 10**31, "is outside the text"),
    ],
)
def test_a_span_that_is_not_in_the_text_refuses_the_article(
    tmp_path: Path, begin: object, end: object, why: str
) -> None:
    data = cas([mark(2, PERSON, begin, end, kind="A")], "أ😀ب", **{"%TYPES": types(Person="kind")})
    told = reason(tmp_path, data)
    assert told.startswith("has a Person (id 2) at [")
    assert why in told


def test_features_named_as_something_of_python_are_features(tmp_path: Path) -> None:
    names = "self type get set value xmiID"
    data = cas([mark(2, PERSON, 0, 1, value="A", type="B")], **{"%TYPES": types(Person=names)})
    assert labels(good(tmp_path, data)) == [("د", "A")]


def test_the_older_notation_of_json_is_read(tmp_path: Path) -> None:
    data = cas([mark(2, PERSON, 0, 1, kind="A")], **{"%TYPES": types(Person="kind")})
    data["%FEATURE_STRUCTURES"] = {
        str(each["%ID"]): {key: value for key, value in each.items() if key != "%ID"}
        for each in data["%FEATURE_STRUCTURES"]
    }
    assert labels(good(tmp_path, data)) == [("د", "A")]


def test_a_file_name_as_title_is_none(tmp_path: Path) -> None:
    meta = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
    known = {
        meta: {
            "%SUPER_TYPE": "uima.tcas.DocumentAnnotation",
            **{
                name: {"%NAME": name, "%RANGE": "uima.cas.String"} for name in ("documentId", "documentTitle")
            },
        }
    }
    for title, expected in (("a.txt", None), ("عنوان", "عنوان")):
        marks = [mark(2, meta, 0, 4, documentId="a.txt", documentTitle=title)]
        found = good(tmp_path, cas(marks, **{"%TYPES": known}))
        assert (found.id, found.title, found.lost) == ("a.txt", expected, {})


def test_sniffing_knows_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for kind, data in ((JSON, json.dumps(cas())), (XMI, xmi())):
        assert kind.sniff(path, data.encode()) == 1
        assert kind.sniff(path, b'[{"data": {"text": "a"}}]') == 0


def test_a_view_and_a_structure_may_have_one_id(tmp_path: Path) -> None:
    structures = ENTITY + '<tcas:DocumentAnnotation xmi:id="1" sofa="1" begin="0" end="4" language="ar"/>'
    assert labels(good(tmp_path, xmi(structures, members="1 2"), XMI)) == [("د", "PER")]
    assert "two structures with the id 2" in reason(tmp_path, xmi(ENTITY + ENTITY), XMI)


def test_a_folder_is_listed_once_for_all_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}.xmi").write_text(xmi(), encoding="utf-8")
    listed = []
    glob = type(tmp_path).glob

    def counted(folder: Path, pattern: str) -> object:
        listed.append(folder)
        return glob(folder, pattern)

    monkeypatch.setattr(type(tmp_path), "glob", counted)
    found = [one for number in range(5) for one in XMI.read(tmp_path / f"{number}.xmi", Reading())]
    assert len(found) == 5
    assert listed == [tmp_path]
    (tmp_path / "TypeSystem.xml").write_text("<a/>", encoding="utf-8")
    (refused,) = XMI.read(tmp_path / "0.xmi", Reading())
    assert isinstance(refused, Refusal)
    assert "its type system can't be used" in refused.reason
