"""Files that are no CAS, or a broken or a hostile one: an article or a refusal in one sentence, and nothing else happens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.base import Reading
from annotator.model import Incoming, Refusal
from tests.formats.cas.tools import (
    ENTITY,
    KINDS,
    PERSON,
    XMI,
    _no_warning_gets_out,
    cas,
    good,
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

__all__ = ["_no_warning_gets_out"]

SECRET = "كلمة السر"
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


def test_a_type_system_that_would_take_forever_is_refused(tmp_path: Path) -> None:
    wide = types(Person=" ".join(f"f{number}" for number in range(400)))
    assert "too many features" in reason(tmp_path, cas(**{"%TYPES": wide}))
    many = {f"a.T{number}": {"%SUPER_TYPE": "uima.tcas.Annotation"} for number in range(2001)}
    assert "types, a type system of CAS may have 2,000" in reason(tmp_path, cas(**{"%TYPES": many}))
    loop = {"a.A": {"%SUPER_TYPE": "a.B"}, "a.B": {"%SUPER_TYPE": "a.A"}}
    assert "their own parents" in reason(tmp_path, cas(**{"%TYPES": loop}))
    tower = {f"a.T{n}": {"%SUPER_TYPE": f"a.T{n - 1}" if n else "uima.tcas.Annotation"} for n in range(150)}
    assert "or have more than 100" in reason(tmp_path, cas(**{"%TYPES": tower}))


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
        ("[" * 100_000, "has 100,000 levels of objects and lists, JSON may have 100"),
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
    assert (
        reason(tmp_path, {"%FEATURE_STRUCTURES": sofas})
        == "has 101 views, a CAS may have 100; leave some out."
    )


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
