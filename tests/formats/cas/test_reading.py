"""Files of other programs: which annotations are spans, what is told of the rest, what is refused."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.base import Reading
from annotator.formats.losses import Loss
from annotator.model import Incoming, Refusal
from tests.formats.cas.tools import (
    ENTITY,
    JSON,
    KINDS,
    XMI,
    cas,
    good,
    labels,
    mark,
    read,
    read_file,
    reason,
    types,
    written,
    xmi,
)
from tests.formats.cases import CASES

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("cassis", reason="the extra cas is not installed")

PERSON, PLACE = "webanno.custom.Person", "webanno.custom.Place"
SECRET = "كلمة السر"


@pytest.fixture(autouse=True)
def _no_warning_gets_out() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


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
    assert found.lost == {"texts of other views": 1, "annotations of other views": 1}


def test_types_that_nobody_describes_are_counted(tmp_path: Path) -> None:
    known = (
        '<ner:NamedEntity xmi:id="2" sofa="1" begin="0" end="1" value="PER" certainty="1"><tags>a</tags>'
        "</ner:NamedEntity>"
    )
    other = '<custom:Odd xmi:id="3" sofa="1" begin="0" end="99" target="2"><a>b</a></custom:Odd>'
    found = good(tmp_path, xmi(known + other, members="2 3"), XMI)
    assert labels(found) == [("د", "PER")]
    assert found.lost == {"annotations of types that the type system does not have": 1}


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


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {one} "{"&" + other + ";" * 1}{("&" + other + ";") * 9}">'
    for one, other in zip("bcdefghij", "abcdefghi", strict=True)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "utf-7"])
def test_no_entity_is_ever_resolved(tmp_path: Path, encoding: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    for head, name in (
        (f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', "x"),
        (f'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "{secret.as_uri()}">', "x"),
        (f"{BOMB}]>", "j"),
    ):
        path = tmp_path / "a.xmi"
        path.write_bytes((head + xmi(text=f"&{name};")).encode(encoding))
        (found,) = XMI.read(path, Reading(encoding=encoding, options=XMI.options()))
        assert isinstance(found, Refusal)
        assert found.reason.startswith("has a DOCTYPE")
        assert SECRET not in str(found)


def test_an_encoding_in_the_declaration_hides_nothing(tmp_path: Path) -> None:
    data = '<?xml version="1.0" encoding="UTF-7"?>' + xmi(text="+ADw-!DOCTYPE")
    assert good(tmp_path, data, XMI).text == "+ADw-!DOCTYPE"
    assert good(tmp_path, f"<?xml version='1.0' encoding='utf-16'?>{xmi()}", XMI).text == "دمشق"


@pytest.mark.parametrize(
    "name", ["x=1,y", "a b", "class", "__init__", "_x", "1a", "a)\n import os", "", "ﬁ", "a.b"]
)
def test_no_name_of_a_file_becomes_code(tmp_path: Path, name: str) -> None:
    known = types(Person="kind")
    known[PERSON][name] = {"%NAME": name, "%RANGE": "uima.cas.String"}
    told = reason(tmp_path, cas([mark(2, PERSON, 0, 1, kind="A")], **{"%TYPES": known}))
    assert told.startswith("its type system has a feature ")


def test_features_named_as_something_of_python_are_features(tmp_path: Path) -> None:
    names = "self type get set value xmiID"
    data = cas([mark(2, PERSON, 0, 1, value="A", type="B")], **{"%TYPES": types(Person=names)})
    assert labels(good(tmp_path, data)) == [("د", "A")]


def test_a_type_system_that_would_take_forever_is_refused(tmp_path: Path) -> None:
    wide = types(Person=" ".join(f"f{number}" for number in range(400)))
    assert "too many features" in reason(tmp_path, cas(**{"%TYPES": wide}))
    many = {f"a.T{number}": {"%SUPER_TYPE": "uima.tcas.Annotation"} for number in range(2001)}
    assert "more than 2000 types" in reason(tmp_path, cas(**{"%TYPES": many}))
    loop = {"a.A": {"%SUPER_TYPE": "a.B"}, "a.B": {"%SUPER_TYPE": "a.A"}}
    assert "their own parents" in reason(tmp_path, cas(**{"%TYPES": loop}))
    tower = {f"a.T{n}": {"%SUPER_TYPE": f"a.T{n - 1}" if n else "uima.tcas.Annotation"} for n in range(150)}
    assert "too many of them" in reason(tmp_path, cas(**{"%TYPES": tower}))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (xmi()[:300], "is not valid XML"),
        ("PK\x03\x04", "is not valid XML"),
        ("<html/>", "is not XMI: its root element is 'html'"),
        (xmi(text="&x;"), "Entity 'x' not defined"),
        (xmi(text=""), "has no text"),
        (xmi(text="  "), "the text is only white space"),
        (xmi("<a>" * 300 + "</a>" * 300), "is XML too large or nested too deeply"),
        (xmi(ENTITY.replace('sofa="1"', 'sofa="9"')), "'9' is missing"),
        (xmi(ENTITY.replace('sofa="1" ', "")), "a view is missing"),
        (xmi(ENTITY.replace('"0"', '"x"')), "is not a CAS that can be read"),
        (xmi(members="2 7"), "'7' is missing"),
        (xmi(members="x"), "is not a CAS that can be read"),
        (xmi('<cas:Sofa xmi:id="3" sofaNum="2" sofaID="_InitialView"/>'), "has two views '_InitialView'"),
    ],
)
def test_a_broken_xmi_file_is_refused_in_one_sentence(tmp_path: Path, data: str, why: str) -> None:
    assert why in reason(tmp_path, data, XMI)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (json.dumps(cas())[:200], "is not valid JSON"),
        ("[" * 100_000, "is JSON nested too deeply"),
        ("{}", "is not a CAS in JSON: it has no list %FEATURE_STRUCTURES"),
        ('{"%FEATURE_STRUCTURES": [3]}', "has a feature structure without a %TYPE"),
        (cas((), None), "has no text"),
        (cas((), 3), "has a view whose name or text is not a string"),
        (cas(**{"%TYPES": 3}), "%TYPES is not an object"),
        (cas(**{"%TYPES": {"a.B": 3}}), "the type 'a.B' in %TYPES is not an object"),
        (cas(**{"%TYPES": {"a.B": {"%SUPER_TYPE": "a.C"}}}), "'a.C' is missing"),
        (cas(**{"%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [7]}}}), "'7' is missing"),
        (cas(**{"%VIEWS": {"_InitialView": {}}}), "'%MEMBERS' is missing"),
        (cas(**{"%VIEWS": 3}), "something in it is missing, or of another kind"),
        (cas([{**mark(2, "uima.tcas.Annotation", 0, 1), "@sofa": 9}]), "something in it is missing"),
        (
            cas([mark(2, PERSON, 0, 1, kind=5)], **{"%TYPES": types(Person="kind")}),
            "label that is not a string: 5",
        ),
        (cas([mark(2, PERSON, 0, 1, kind="\0")], **{"%TYPES": types(Person="kind")}), "a label has a NUL"),
    ],
)
def test_a_broken_json_file_is_refused_in_one_sentence(
    tmp_path: Path, data: str | dict[str, Any], why: str
) -> None:
    assert why in reason(tmp_path, data)


def test_many_views_are_refused(tmp_path: Path) -> None:
    sofas = [{"%ID": n, "%TYPE": "uima.cas.Sofa", "sofaNum": n, "sofaID": f"v{n}"} for n in range(2, 200)]
    assert reason(tmp_path, {"%FEATURE_STRUCTURES": sofas}) == "has more than 100 views."


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


@given(st.data())
def test_whatever_is_broken_is_an_article_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    kind = data.draw(st.sampled_from(KINDS))
    written(kind, folder, CASES["emoji"])
    victim = data.draw(st.sampled_from([folder / f"emoji{kind.suffixes[0]}", folder / "TypeSystem.xml"]))
    whole = victim.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    other = data.draw(
        st.binary(max_size=5) | st.sampled_from([b"1", b'"', b"null", b"-7", b"{}", b"<a/>", b"_"])
    )
    victim.write_bytes(whole[:start] + other + whole[end:])
    found = read_file(folder / f"emoji{kind.suffixes[0]}", kind)
    assert isinstance(found, Incoming | Refusal)
    if isinstance(found, Incoming):
        assert all(0 <= span.start < span.end <= len(found.text) for span in found.spans)


_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from([1, 2, 0, "uima.cas.TOP"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_whatever_stands_in_json_is_an_article_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = cas(
        [mark(2, PERSON, 0, 1, kind="A"), mark(3, PERSON, 1, 3, kind="B")], **{"%TYPES": types(Person="kind")}
    )
    node: Any = whole
    while isinstance(node, dict | list) and node:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key] or data.draw(st.booleans()):
            node[key] = data.draw(_ANY)
            break
        node = node[key]
    assert isinstance(read(tmp_path_factory.mktemp("any"), whole), Incoming | Refusal)
