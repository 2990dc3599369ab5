"""The card of a data set: figures, whose spans, and what is stated."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator import labels
from annotator.datasets.card import statements
from annotator.datasets.card.front import front
from annotator.formats import writer
from annotator.formats.base import Writing
from annotator.model import Card, Incoming, LayerKind, Selection
from annotator.project import Project
from tests.adding import add_articles
from tests.datasets.described import ALL_FORMATS, CARD, TEXTS, export, facts, head, needs_yaml, readme

if TYPE_CHECKING:
    from pathlib import Path


def test_figures_of_the_project_and_of_what_was_written_stand_beside_each_other(
    project: Project, tmp_path: Path
) -> None:
    folder = export(project, tmp_path / "set", "conll")
    found = facts(folder)
    assert {name: (split.spans, split.written["tags"].spans) for name, split in found.splits.items()} == {
        "train": (4, 2),
        "test": (4, 2),
    }
    assert found.splits["train"].written["tags"].labels == {
        "actor": 0,
        "location": 0,
        "weapon": 0,
        "claim": 2,
    }
    card = readme(folder)
    assert "| all | 100 % | 4 | 8 | 0 | 4 | 0 | 4 |" in card
    assert "| all | runs of tags | 4 | 0 | 0 | 0 | 4 |" in card
    whole = readme(export(project, tmp_path / "whole"))
    assert "The files hold all of these spans." in whole
    assert "| all | `spans` |" not in whole


def test_figures_of_spans_and_tokens_are_in_the_card(project: Project, tmp_path: Path) -> None:
    folder = export(project, tmp_path / "set")
    found = facts(folder).statistics
    assert (found.articles, found.all.spans, found.overlaps.nested) == (4, 8, 4)
    assert found.people.names is msgspec.UNSET
    card = readme(folder)
    assert "4 spans lie inside another one, 0 cross another" in card
    assert "| 1. | 4 | 8 |" in card
    assert "huda" not in card
    assert "| single | one person alone marked the article | 8 | 100.0% |" in card


def test_settled_is_only_said_of_what_was_settled(project: Project, tmp_path: Path) -> None:
    assert "nothing was settled." in readme(export(project, tmp_path / "gold"))
    assert "with labelled spans, as huda marked them." in readme(
        export(project, tmp_path / "huda", selection=Selection(layers=("huda",)))
    )
    everybody = export(project, tmp_path / "all", selection=Selection(layers=("all",)))
    assert "with labelled spans, as each annotator marked them." in readme(everybody)
    assert "| huda | 4 | 8 |" in readme(everybody)
    for folder in ("huda", "all"):
        assert "settled" not in readme(tmp_path / folder).replace("before anything was settled", "")


@needs_yaml
@pytest.mark.parametrize(
    ("kind", "told", "creators"),
    [
        (LayerKind.MODEL, "as the model tagger@1 marked them.", "machine-generated"),
        (LayerKind.REFERENCE, "as they came in under the name tagger@1, a reference", "found"),
    ],
)
def test_layers_of_no_person(
    project: Project, tmp_path: Path, kind: LayerKind, told: str, creators: str
) -> None:
    from annotator.model import ImportOptions, IncomingSpan
    from annotator.store.importing.importing import import_articles

    project.cards.put(CARD)
    spans = (IncomingSpan(start=0, end=4, label="actor"),)
    coming = [Incoming(text=text, path=tmp_path, id=f"n-{at}", spans=spans) for at, text in enumerate(TEXTS)]
    how = ImportOptions(annotator="tagger@1", kind=kind)
    import_articles(project._connection, labels.default(), lambda: coming, how)
    folder = export(project, tmp_path / "set", selection=Selection(layers=("tagger@1",)))
    assert told in readme(folder)
    assert "No person stands behind these spans." in readme(folder)
    assert head(folder)["annotations_creators"] == [creators]


@needs_yaml
def test_what_nobody_filled_in_stands_as_not_stated(project: Project, tmp_path: Path) -> None:
    folder = export(project, tmp_path / "set")
    card = readme(folder)
    for heading in ("Curation rationale", "Source of the texts", "Uses", "Maintenance", "Language varieties"):
        assert f"## {heading}\n\n*not stated*\n" in card
    for name in ("Authors", "Licence", "Payment", "Training", "Date of release"):
        assert f"| {name} | *not stated* |" in card
    assert "Title and authors are *not stated*" in card
    assert not (folder / "CITATION.cff").exists()
    assert {"title", "authors", "annotators.payment"} <= {*facts(folder).unstated}
    found = head(folder)
    assert found["license"] == "unknown"
    assert found["annotations_creators"] == ["other"]
    assert found["language"] == ["ar"]
    assert found["multilinguality"] == ["monolingual"]
    assert "source_datasets" not in found


@needs_yaml
def test_what_is_stated_is_in_the_card(project: Project, tmp_path: Path) -> None:
    project.cards.put(CARD)
    folder = export(project, tmp_path / "set")
    card, found = readme(folder), head(folder)
    assert card.split("---\n", 2)[2].startswith("\n# أخبار الساحل & {الوادي}\n\nنصوص أخبار\nموسومة.\n")
    assert (
        "| Authors | خوري, مريم (جامعة الساحل, https://orcid.org/0000-0002-1825-0097); Coast Team |" in card
    )
    assert "| Licence | CC-BY-4.0 (https://spdx.org/licenses/CC-BY-4.0.html) |" in card
    assert "| Payment | not told |" in card
    assert "من موقع وكالة.\n\\# ليس عنوانًا\n\\```\n&lt;b>" in card
    assert facts(folder).card == CARD
    assert "title" not in facts(folder).unstated
    assert (found["pretty_name"], found["license"]) == (CARD.title, "cc-by-4.0")
    assert (found["language"], found["language_bcp47"]) == (["ar"], ["ar-LB", "ar"])
    assert found["annotations_creators"] == ["expert-generated"]
    assert found["source_datasets"] == ["extended|wojood"]


def test_headings_of_the_card_are_its_own(project: Project, tmp_path: Path) -> None:
    plain = re.findall("^#+ .*", readme(export(project, tmp_path / "plain")), re.MULTILINE)
    project.cards.put(msgspec.structs.replace(CARD, limitations="x\n===\n\n## y\n~~~\n| a |\n---\n"))
    stated = readme(export(project, tmp_path / "stated"))
    assert re.findall("^#+ .*", stated, re.MULTILINE)[1:] == plain[1:]
    assert not re.search("^(~~~|===|---)$", stated.split("---\n", 2)[2], re.MULTILINE)


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        ("CC0-1.0", {"license": "cc0-1.0"}),
        ("ODbL-1.0", {"license": "odbl"}),
        ("GPL-3.0-or-later", {"license": "gpl-3.0"}),
        ("LicenseRef-news", {"license": "other", "license_name": "licenseref-news"}),
        (
            "CC-BY-3.0-AT",
            {"license": "other", "license_name": "cc-by-3.0-at", "license_link": "https://spdx.org/licenses/CC-BY-3.0-AT.html"},
        ),
    ],
)  # fmt: skip
def test_licences_as_hugging_face_has_them(
    project: Project, tmp_path: Path, licence: str, told: dict[str, str]
) -> None:
    project.cards.put(Card(licence=licence))
    folder = export(project, tmp_path / "set")
    kind = writer("jsonl")
    found = front(facts(folder), kind, Writing(schema=labels.default(), options=kind.options()), folder)
    assert {name: value for name, value in found.items() if name.startswith("license")} == told


@needs_yaml
def test_no_language_is_said_of_texts_in_other_letters(tmp_path: Path) -> None:
    with Project.create(tmp_path / "latin.db", labels.default()) as project:
        texts = ("A ship came in.", "The bridge is closed.")
        add_articles(project, (Incoming(text=text, path=tmp_path) for text in texts))
        folder = export(project, tmp_path / "set", selection=Selection(layers=("all",)))
        assert "language" not in head(folder)
        assert "| Languages | *not stated* |" in readme(folder)
        assert "Arabic" not in readme(folder)
        project.cards.put(Card(languages=("en", "mt")))
        folder = export(project, tmp_path / "again", selection=Selection(layers=("all",)))
        assert (head(folder)["language"], head(folder)["multilinguality"]) == (["en", "mt"], ["multilingual"])


@pytest.mark.skipif(
    find_spec("huggingface_hub") is None, reason="the library huggingface_hub is not installed"
)
@pytest.mark.parametrize("kind", ALL_FORMATS)
def test_hugging_face_reads_the_card(project: Project, tmp_path: Path, kind: str) -> None:
    from huggingface_hub import DatasetCard

    project.cards.put(CARD)
    card = DatasetCard.load(export(project, tmp_path / "set", kind) / "README.md")
    assert (card.data.license, card.data.pretty_name) == ("cc-by-4.0", CARD.title)
    assert card.data.size_categories == ["n<1K"]


_PIECES = [
    "a | b",
    "x",
    "---",
    "--- | ---",
    ":-: | -",
    ":-:",
    "=",
    "| a |",
    "# Splits",
    "```",
    "<b>",
    "> ",
    "- ",
    "1. ",
    "  ",
    "\t",
    "|",
    ":",
    "-",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from([*_PIECES, "\n"]), max_size=12).map("".join)))
@example("a | b\n--- | ---\n1 | 2")
@example("> a | b\n> :-: | -\n")
@example("- # x")
@example("> 1. # Splits\n> text\n> ---")
def test_prose_begins_nothing(text: str) -> None:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark").enable("table").parse(statements.prose(text))
    kinds = {token.type for one in made for token in (one, *(one.children or ()))}
    assert not kinds & {"heading_open", "table_open", "fence", "html_block", "html_inline"}


def test_links_in_prose_stay() -> None:
    assert statements.prose("See <https://a.b/c?d=1> and <b>.") == "See <https://a.b/c?d=1> and &lt;b>."


def test_labels_without_a_definition_say_so(tmp_path: Path) -> None:
    schema = labels.default()
    bare = msgspec.structs.replace(schema.labels[0], definition=type(schema.labels[0].definition)())
    with Project.create(
        tmp_path / "bare.db", msgspec.structs.replace(schema, labels=(bare, *schema.labels[1:]))
    ) as project:
        add_articles(project, (Incoming(text=text, path=tmp_path) for text in TEXTS))
        made = readme(export(project, tmp_path / "set", selection=Selection(layers=("all",))))
    assert f"| {bare.name} | *not stated* | *not stated* |" in made
