"""Bad files of every format through the command line: one clear sentence each, and nothing stored."""

from __future__ import annotations

import os
import pickle
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from annotator.formats import FORMATS
from annotator.project import Project
from tests.formats.cases import record
from tests.formats.test_every_case import there
from tests.formats.ways import WAYS, write
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.model import Record
    from tests.cli.conftest import Run
    from tests.formats.ways import Way

TEXT = "قال القائد إن الميناء آمن.\nوصل الوفد إلى الميناء مساء."
ONE = record("one", TEXT, [(4, 10, "actor"), (14, 21, "location")])
OTHER = record("other", f"{TEXT} ثم غادر.", [(4, 10, "actor")])
READERS = [way for way in WAYS if way.kind.reads and not way.given]
SPANS = {way.kind.name: way for way in READERS}
each = pytest.mark.parametrize("way", READERS, ids=str)

PAST = {
    "jsonl": (b'"end":21', b'"end":999'),
    "csv": (b",14,21,", b",14,999,"),
    "doccano": (b"[14,21,", b"[14,999,"),
    "label-studio": (b'"end":21', b'"end":999'),
    "prodigy": (b'"end":21,"token', b'"end":999,"token'),
    "brat": (b"location 14 21", b"location 14 999"),
    "webanno": (b"\t14-21\t", b"\t14-999\t"),
    "cas-json": (b'"end": 21', b'"end": 999'),
    "cas-xmi": (b'end="21"', b'end="999"'),
}
"""What to replace so that an offset is past the end; CoNLL has none."""

UNLABELLED = {
    "jsonl": (b'"label":"location"', b'"label":""'),
    "csv": (b",location,", b",,"),
    "doccano": (b',"location"]', b"]"),
    "prodigy": (b',"label":"location"', b""),
    "brat": (b"\tlocation 14", b"\t14"),
    "conll": (b"B-location", b"B-"),
}
"""What to replace so that a label is missing; in others a span may have none, and is then counted."""


def made(way: Way, folder: Path, *records: Record) -> tuple[Path, Path]:
    """Return what to import and the file in it that is to be damaged."""
    folder.mkdir(exist_ok=True)
    path = write(there(way), records or [ONE], folder).path
    if not way.kind.folder:
        return path, path
    return path, path / f"one{way.kind.suffixes[0]}"


def refused(run: Run, here: Path, way: Way, path: Path, *, status: int = 1) -> str:
    """Import it; return what is told. Nothing may come in."""
    if not (here / "annotator.db").exists():
        run("init")
    result = run("import", str(path), "--format", way.kind.name, "--as", "huda", status=status)
    assert result.stderr
    assert "Traceback" not in result.output
    with Project.open(here / "annotator.db") as project:
        assert not listed(project, "huda")
    return result.stderr


def check_told(told: str, file: Path, *words: str, line: bool = True) -> None:
    """Assert that the first line names the file, and where the format has lines the line, and is one sentence."""
    first = told.splitlines()[0]
    assert file.stem in first, told
    if line:
        assert re.search(r"line \d+", first), told
    assert first.endswith((".", "]")), told
    assert all(word in first for word in words), told


@each
def test_cut_in_the_middle(way: Way, run: Run, here: Path) -> None:
    path, file = made(way, here / "made")
    data = file.read_bytes()
    file.write_bytes(data[: len(data) * 2 // 3 - 1])
    check_told(
        refused(run, here, way, path), file, line=way.kind.name not in ("webanno", "cas-json", "cas-xmi")
    )


@each
def test_in_another_encoding(way: Way, run: Run, here: Path) -> None:
    path, file = made(way, here / "made")
    if way.kind.name == "brat":
        file = file.with_suffix(".txt")
    file.write_bytes(file.read_bytes().decode().encode("windows-1256", "replace"))
    check_told(refused(run, here, way, path), file, "is not UTF-8", "--encoding windows-1256")


@pytest.mark.parametrize("name", PAST)
def test_offsets_past_the_end(name: str, run: Run, here: Path) -> None:
    path, file = made(SPANS[name], here / "made")
    before, after = PAST[name]
    data = file.read_bytes()
    assert before in data
    file.write_bytes(data.replace(before, after))
    check_told(refused(run, here, SPANS[name], path), file, line=not name.startswith("cas"))


@pytest.mark.parametrize("name", UNLABELLED)
def test_a_label_that_is_missing(name: str, run: Run, here: Path) -> None:
    path, file = made(SPANS[name], here / "made")
    before, after = UNLABELLED[name]
    data = file.read_bytes()
    assert before in data
    file.write_bytes(data.replace(before, after))
    check_told(refused(run, here, SPANS[name], path), file)


@pytest.mark.parametrize("name", [name for name in SPANS if name not in ("brat", "webanno")])
def test_two_articles_with_one_id(name: str, run: Run, here: Path) -> None:
    """Articles of brat and WebAnno are called as their files are, of which there can be but one."""
    way = SPANS[name]
    if way.kind.folder:
        path, file = made(way, here / "made")
        again, other = made(way, here / "again", OTHER)
        data = (again / f"other{way.kind.suffixes[0]}").read_bytes()
        file.with_stem("two").write_bytes(data.replace(b'"other"', b'"one"'))
        file = file.with_stem("two")
        del other
    else:
        path, file = made(way, here / "made", ONE, OTHER)
        file.write_bytes(
            file.read_bytes()
            .replace(b'"other"', b'"one"')
            .replace(b"\nother,", b"\none,")
            .replace(b"= other\n", b"= one\n")
        )
    check_told(refused(run, here, way, path), file, "the id one", line=not way.kind.folder)


@each
def test_a_paragraph_of_10_mb_is_told(way: Way, run: Run, here: Path) -> None:
    path, file = made(way, here / "made")
    file = file.with_suffix(".txt") if way.kind.name == "brat" else file
    file.write_bytes(file.read_bytes().replace("آمن".encode(), "آ".encode() * 5_000_000))
    told = refused(run, here, way, path)
    check_told(told, file, line=False)
    assert len(told) < 2000


@each
def test_a_line_of_10_mb_that_is_nothing(way: Way, run: Run, here: Path) -> None:
    path, file = made(way, here / "made")
    file.write_bytes(file.read_bytes() + b"x" * 10_000_000)
    told = refused(run, here, way, path)
    check_told(told, file, line=False)
    assert len(told) < 2000


@each
def test_a_line_of_25_mb_is_too_large(way: Way, run: Run, here: Path) -> None:
    path, file = made(way, here / "made")
    file.write_bytes(file.read_bytes() + b"x" * 25_000_000)
    words = [] if way.kind.name == "label-studio" else ["larger than 20 MB"]  # which reads value by value
    check_told(refused(run, here, way, path), file, *words, line=False)


@each
@pytest.mark.parametrize("what", ["zip", "pickle", "noise"])
def test_something_else_by_that_name(way: Way, what: str, run: Run, here: Path) -> None:
    path, file = made(way, here / "made")
    if what == "zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a.txt", TEXT)
    elif what == "pickle":
        file.write_bytes(pickle.dumps(_Executed()))
    else:
        file.write_bytes(bytes(range(256)) * 40)
    words = {"zip": ["is a ZIP archive"], "pickle": ["is a pickle"], "noise": []}[what]
    check_told(refused(run, here, way, path), file, *words, line=False)
    assert not (here / "executed").exists()


class _Executed:
    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, ("executed",)


@pytest.mark.parametrize("name", ["cas-xmi"])
@pytest.mark.parametrize("where", ["file", "remote", "laughs"])
def test_entities_are_never_resolved(name: str, where: str, run: Run, here: Path) -> None:
    path, file = made(SPANS[name], here / "made")
    (here / "secret").write_text("سرّ", "utf-8")
    entity = {
        "file": f'<!ENTITY e SYSTEM "{(here / "secret").as_uri()}">',
        "remote": '<!ENTITY e SYSTEM "http://example.org/e">',
        "laughs": '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;&b;">',
    }[where]
    data = file.read_bytes().decode()
    head, _, rest = data.partition("<xmi:XMI")
    inner = (
        rest.replace("آمن", "&e;", 1) if where == "laughs" else rest.replace("</xmi:XMI>", "&e;</xmi:XMI>")
    )
    file.write_text(f"{head}<!DOCTYPE x [{entity}]><xmi:XMI{inner}", "utf-8")
    told = refused(run, here, SPANS[name], path)
    check_told(told, file, line=False)
    assert "سرّ" not in told


def test_every_reader_is_tried() -> None:
    reads = {kind.name for kind in FORMATS if kind.reads} - {"json"}  # which nothing writes: test_import_json
    assert set(SPANS) == reads - {"txt"}
    assert set(PAST) == reads - {"txt", "conll"}
    assert set(UNLABELLED) == reads - {"txt", "label-studio", "webanno", "cas-json", "cas-xmi"}
