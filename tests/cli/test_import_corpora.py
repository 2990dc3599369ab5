"""Files that other programs wrote come in by the command, with the counts that are known of them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from annotator import keys
from annotator.project import Project
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.model import Span
    from tests.cli.conftest import Run

ROOT = Path(os.environ.get("ANNOTATOR_CORPORA", "nowhere"))


@pytest.fixture
def corpora() -> Path:
    if not ROOT.is_dir():
        pytest.skip("ANNOTATOR_CORPORA names no folder of files that other programs wrote")
    return ROOT


class Came(NamedTuple):
    """The articles that are in the project: id, text and the spans of one person."""

    id: str
    text: str
    spans: Sequence[Span]


def came(here: Path, name: str) -> list[Came]:
    with Project.open(here / "annotator.db") as project:
        return [
            Came(row.id, project.articles.get(row.id).text, project.layers.get(row.id, name).spans)
            for row in listed(project, name)
        ]


def make(run: Run, here: Path, labels: Iterable[str]) -> None:
    """Make a project with these labels."""
    free = iter(keys.free())
    tables = [
        f'\n[[labels]]\nname = "{label}"\nkey = "{next(free)}"\ncolor = "#808080"\n[labels.definition]\nen = "{label}"\nar = "{label}"\n'
        for label in sorted(labels)
    ]
    (here / "labels.toml").write_text(f'name = "others"\ndescription = "others"\n{"".join(tables)}', "utf-8")
    run("init", "--schema", "labels.toml")


def inside(one: Span, others: Iterable[Span]) -> bool:
    return any(other is not one and other.start <= one.start and one.end <= other.end for other in others)


def test_wojood(corpora: Path, run: Run, here: Path) -> None:
    """Its count takes a span inside one of the same label for a part of that one; here it is one of its own."""
    files = sorted((corpora / "wojood").glob("*.txt"))
    labels = {
        label for file in files for label in re.findall(r" [BI]-(\w+)", file.read_text(encoding="utf-8"))
    }
    assert len(labels) == 21
    make(run, here, labels)
    result = run("import", *map(str, files), "--format", "conll", "--article", "file", "--as", "wojood")
    assert "train.txt, line 12377: the inner tag of 'FAC' goes on with no span" in result.output
    assert result.output.count("inner tag") == 1
    articles = came(here, "wojood")
    assert len(articles) == 3
    alone = [
        [one for one in article.spans if not inside(one, (o for o in article.spans if o.label == one.label))]
        for article in articles
    ]
    assert sum(map(len, alone)) == 4187
    assert sum(inside(one, spans) for spans in alone for one in spans) == 780
    assert all(article.text[one.start : one.end].strip() for article in articles for one in article.spans)


def test_wojood_by_sentences(corpora: Path, run: Run, here: Path) -> None:
    """Labels that a project does not have stop all; a text that comes twice is one article."""
    files = [str(file) for file in sorted((corpora / "wojood").glob("*.txt"))]
    run("init")
    stopped = run("import", *files, "--format", "conll", "--as", "wojood", status=1)
    assert "1,013 spans GPE" in stopped.stderr
    assert came(here, "wojood") == []
    maps = ("--map", "GPE=location", "--map", "PERS=actor", "--map", "ORG=actor")
    result = run("import", *files, "--format", "conll", "--as", "wojood", *maps, "--skip-unmapped")
    assert "1,582 articles added, 47 skipped (already there), 0 refused" in result.output
    assert {one.label for article in came(here, "wojood") for one in article.spans} == {"actor", "location"}


def test_doccano(corpora: Path, run: Run, here: Path) -> None:
    folder = corpora / "doccano"
    make(run, here, ["ORG", "MISC", "PERSON", "PER", "LOC", "DATE"])
    names = ["export-example.jsonl", "relations.jsonl", "example_overlapping.jsonl"]
    result = run("import", *(str(folder / name) for name in names), "--as", "doccano")
    assert "5 articles added" in result.output
    assert "not read: 3 relations between spans" in result.output
    words = {
        (one.label, article.text[one.start : one.end])
        for article in came(here, "doccano")
        for one in article.spans
    }
    assert words == {
        ("ORG", "EU"),
        ("MISC", "German"),
        ("PERSON", "Peter Blackburn"),
        ("PERSON", "Obama"),
        ("ORG", "Google"),
        ("DATE", "September 4, 1998"),
        ("PERSON", "Larry Page"),
        ("PERSON", "Sergey Brin"),
        ("LOC", "e"),
    }


def test_webanno(corpora: Path, run: Run, here: Path) -> None:
    """What it has of a few documents, many times over; no file is refused."""
    make(run, here, ["NE", "PERSON", "OTH"])
    folder = str(corpora / "webanno-tsv")
    result = run("import", folder, "--as", "webanno", "--format", "webanno", "--skip-unmapped")
    assert "15 articles added, 60 skipped (already there), 0 refused" in result.output
    assert "not read: 45 relations between spans" in result.output
    assert "not read: 24 spans without any letter" in result.output
    words = {
        article.text[one.start : one.end]
        for article in came(here, "webanno")
        for one in article.spans
        if one.label == "PERSON"
    }
    assert words == {"He loves her .\nShe loves him not .", "This is a test ."}


def test_webanno_is_known_beside_xmi(corpora: Path, run: Run, here: Path) -> None:
    make(run, here, ["OTH"])
    folder = corpora / "webanno-tsv" / "testTokenBoundedBioLookAlike"
    result = run("import", str(folder), "--as", "webanno", "--skip-unmapped")
    assert "1 article added, 1 skipped (already there), 0 refused" in result.output


@pytest.mark.parametrize(
    ("what", "text"), [("Emoji", "🥳 This 👳🏻‍♀️ is ✆ a 🧔🏾‍♂️ test 👻"), ("TraditionalChinese", "")]
)
def test_cas(what: str, text: str, corpora: Path, run: Run, here: Path) -> None:
    """What they annotate has no label of any kind, and is counted."""
    run("init")
    (folder,) = (corpora / "cas" / "json" / "fs_as_array" / "ser-ref").glob(f"casWith{what}*")
    result = run("import", str(folder / "data.json"), "--as", "cas", "--format", "cas-json")
    assert re.search(r"not read: \d+ annotations of the type uima.tcas.Annotation", result.output)
    (article,) = came(here, "cas")
    assert text in article.text
