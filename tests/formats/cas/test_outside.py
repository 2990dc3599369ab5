"""A CAS reaches nothing outside of its file: no other file, no network, no entity that grows."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from annotator.formats import find, read_found
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("cassis")

HEAD = (
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmi:version="2.0"'
)
BODY = (
    '><cas:NULL xmi:id="0"/><cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="SOFA"/>'
    '{more}<cas:View sofa="1" members=""/></xmi:XMI>'
)
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


def file(tmp_path: Path, before: str = "", head: str = "", more: str = "", text: str = "قال") -> Path:
    path = tmp_path / "a.xmi"
    path.write_text(before + HEAD + head + BODY.replace("SOFA", text).format(more=more), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    "before",
    [
        f'<!DOCTYPE x [<!ENTITY e0 "x">{BOMB}]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>',
    ],
    ids=["a bomb", "a file", "a DTD", "a parameter"],
)
def test_a_doctype_is_refused_with_its_line(before: str, tmp_path: Path) -> None:
    (found,) = read_found(find([file(tmp_path, f"\n{before}\n", text="&e9;&e;")], format="cas-xmi"))

    assert isinstance(found, Refusal)
    assert found.line == 2
    assert "has a DOCTYPE" in found.reason


@pytest.mark.parametrize(
    ("head", "more"),
    [
        (' xsi:schemaLocation="http:///a http://127.0.0.1:9/x.xsd"', ""),
        (
            "",
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" xmi:id="2"/>',
        ),
    ],
    ids=["a schema", "an inclusion"],
)
def test_what_points_outside_is_not_followed(head: str, more: str, tmp_path: Path) -> None:
    (found,) = read_found(find([file(tmp_path, head=head, more=more)], format="cas-xmi"))

    assert isinstance(found, Incoming)
    assert found.text == "قال"


def test_an_entity_without_a_doctype_is_no_xml(tmp_path: Path) -> None:
    (found,) = read_found(find([file(tmp_path, text="&e;")], format="cas-xmi"))

    assert isinstance(found, Refusal)
    assert "is not valid XML" in found.reason
