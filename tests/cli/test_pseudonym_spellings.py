"""Names in fields of articles and attributes of spans stay hidden behind letters in whatever spelling they stand there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator.model import Incoming, Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import SCHEMA, TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

SAID, ANN, HUDA = "سعيد", "Ann Lee", "هدى فؤاد"
LETTERS = {SAID: "A", ANN: "B", HUDA: "C"}

SPELLINGS = {
    SAID: ["سَعيد", "سعيـــد", "سعید", "سعىد", "ﺳﻌﻴﺪ", "س\u200eعيد", " سعيد، ", "سعيد" + "ـ" * 200],
    ANN: ["ann  lee", "Ann\u00a0Lee", "Ann\u200bLee", "Ａｎｎ Ｌｅｅ", "ann_lee", "ANN LEE", "Ann\u00adLee", "ann.lee", "@annlee"],
    HUDA: ["هُدى فؤاد", "هدي فئاد", "هدى-فؤاد", "هدى\u202fفؤاد"],
}  # fmt: skip

OWN = ("date", "source", "url")

OTHERS = ["سعيدة", "Ann", "Ann Leed", "من سعيد", "", "!", "ـ"]


def made(
    here: Path, articles: list[Incoming], people: list[str], attributes: list[dict[str, str]] | None = None
) -> None:
    """Make a project in which these people have marked a word in each of the articles."""
    with Project.create(here / "annotator.db", SCHEMA) as project:
        assert add_articles(project, articles).added == len(articles)
        for number, article in enumerate(articles):
            for name in people:
                span = Span.new(0, 4, "actor", name)
                if attributes:
                    span = msgspec.structs.replace(span, attributes=attributes[number])
                project.layers.add(article.id or "", name, [span], Status.DONE)


def exported(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("export", "--layer", "all", "--pseudonyms").stdout.splitlines()]


@pytest.mark.parametrize(
    "field", ["metadata", "key", "nested", "attribute", "attribute key", "date", "source", "url"]
)
def test_no_spelling_of_a_name_is_in_a_field(field: str, here: Path, run: Run) -> None:
    spelled = [(spelling, LETTERS[name]) for name, spellings in SPELLINGS.items() for spelling in spellings]

    def metadata(name: str) -> dict[str, Any]:
        found: dict[str, dict[str, Any]] = {
            "metadata": {"by": name},
            "key": {name: 1},
            "nested": {"desk": [{"who": name}]},
        }
        return found.get(field, {})

    def attributes(name: str) -> dict[str, str]:
        return {"attribute": {"by": name}, "attribute key": {name: "x"}}.get(field, {})

    def own(name: str) -> dict[str, Any]:
        return {field: name} if field in OWN else {}

    articles = [
        Incoming(
            text=f"{TEXT} {number}", path=here / "x", id=f"{number:02}", metadata=metadata(name), **own(name)
        )
        for number, (name, _) in enumerate(spelled)
    ]
    made(here, articles, list(LETTERS), [attributes(name) for name, _ in spelled])
    for record, (_, letter) in zip(exported(run), spelled, strict=True):
        assert record["metadata"] == metadata(letter)
        assert [span["attributes"] for span in record["spans"]] == [attributes(letter)] * len(LETTERS)
        assert {name: record[name] for name in OWN} == {**dict.fromkeys(OWN), **own(letter)}


def test_other_words_stay(here: Path, run: Run) -> None:
    article = Incoming(text=TEXT, path=here / "x", id="1", metadata={"words": OTHERS})
    made(here, [article], list(LETTERS))
    assert exported(run)[0]["metadata"]["words"] == OTHERS


def test_a_spelling_of_several_people_is_nobodys_letter(here: Path, run: Run) -> None:
    article = Incoming(
        text=TEXT, path=here / "x", id="1", metadata={"by": ["ann-lee", "Ann Lee", "ann_lee", "annlee"]}
    )
    made(here, [article], ["Ann Lee", "ann_lee"])
    assert exported(run)[0]["metadata"]["by"] == ["?", "A", "B", "?"]


def test_what_is_hidden_beside_the_source_is_counted(here: Path, run: Run) -> None:
    article = Incoming(text=TEXT, path=here / "x", id="1", url="Ann  Lee", date="ann_lee")
    made(here, [article], [ANN])
    said = run("export", "--pseudonyms", "-o", "gold.jsonl").stderr
    assert "The field date was somebody's name in 1 article" in said
    assert "The field url was somebody's name in 1 article" in said
