"""The card of a data set, how it is cited and described for programs, and its version."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator import labels
from annotator.datasets import citation
from annotator.datasets.card import statements
from annotator.datasets.card.front import front
from annotator.datasets.dataset_json import DataSet
from annotator.datasets.division import Division
from annotator.datasets.split_sizes import parse_sizes
from annotator.formats import writer
from annotator.formats.base import Writing
from annotator.formats.options import parse_options
from annotator.model import (
    Card,
    CardAnnotators,
    CardAuthor,
    Edit,
    Incoming,
    LayerKind,
    Selection,
    Span,
    Status,
)
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import operation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = (
    "أعلنت بلدية الغضا إغلاق جسر النخيل بعد ظهور شقوق في دعامته الوسطى.",
    "رست سفينة تحمل أدوية في مرفأ الرمانة، وبدأ تفريغها تحت إشراف لجنة دولية.",
    "ارتفعت أسعار الطحين في سوق الكرمة إلى الضعف منذ انقطاع الطريق الساحلي.",
    "نفى متحدث باسم المنارة سقوط قذيفة على المخازن، وقال إن ما سُمع تدريب معتاد.",
)
CARD = Card(
    title="أخبار الساحل & {الوادي}",
    summary="نصوص أخبار\nموسومة.",
    date="2026-03-01",
    url="https://example.org/coast",
    doi="10.5281/zenodo.1003150",
    licence="CC-BY-4.0",
    source="من موقع وكالة.\n# ليس عنوانًا\n```\n<b>",
    source_datasets=("wojood",),
    languages=("ar-LB", "ar"),
    authors=(
        CardAuthor(name="خوري, مريم", orcid="0000-0002-1825-0097", affiliation="جامعة الساحل"),
        CardAuthor(name="Coast Team"),
    ),
    annotators=CardAnnotators(number=2, payment="not told", creators="expert-generated"),
)
ALL_FORMATS = [
    pytest.param(
        name, marks=pytest.mark.skipif(find_spec(library) is None, reason=f"{library} is not installed")
    )
    for name, library in (("jsonl", "json"), ("conll", "json"), ("hf", "pyarrow"), ("spacy", "spacy"))
]
needs_yaml = pytest.mark.skipif(find_spec("yaml") is None, reason="the library yaml is not installed")
needs_mlcroissant = pytest.mark.skipif(
    find_spec("mlcroissant") is None, reason="the library mlcroissant is not installed"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Four articles that huda finished alone, each with a location in a claim."""
    with Project.create(tmp_path / "project.db", labels.default()) as opened:
        add_articles(
            opened,
            (
                Incoming(text=text, path=tmp_path, id=f"n-{number}", date="2026-02-01")
                for number, text in enumerate(TEXTS)
            ),
        )
        for number, text in enumerate(TEXTS):
            start = text.index(" ") + 1
            spans = [Span.new(0, len(text), "claim", "huda"), Span.new(start, start + 4, "location", "huda")]
            opened.layers.add(f"n-{number}", "huda", spans, Status.DONE)
        yield opened


def export(project: Project, folder: Path, kind: str = "jsonl", **more: Any) -> Path:
    folder.mkdir()
    options = parse_options(writer(kind), more.pop("options", {}))
    division = Division(sizes=parse_sizes("50/50"))
    project.exports.write_data_set(kind, folder, division=division, options=options, **more)
    return folder


def readme(folder: Path) -> str:
    return (folder / "README.md").read_text(encoding="utf-8")


def facts(folder: Path) -> DataSet:
    return msgspec.json.decode((folder / "dataset.json").read_bytes(), type=DataSet)


def head(folder: Path) -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load(readme(folder).split("---\n")[1])
    return found


# --- what was written -----------------------------------------------------------------------------


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


# --- whose spans ----------------------------------------------------------------------------------


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


# --- what is stated -------------------------------------------------------------------------------


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


# --- citing ---------------------------------------------------------------------------------------

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


def test_labels_without_a_definition_say_so(tmp_path: Path) -> None:
    schema = labels.default()
    bare = msgspec.structs.replace(schema.labels[0], definition=type(schema.labels[0].definition)())
    with Project.create(
        tmp_path / "bare.db", msgspec.structs.replace(schema, labels=(bare, *schema.labels[1:]))
    ) as project:
        add_articles(project, (Incoming(text=text, path=tmp_path) for text in TEXTS))
        made = readme(export(project, tmp_path / "set", selection=Selection(layers=("all",))))
    assert f"| {bare.name} | *not stated* | *not stated* |" in made


# --- for programs ---------------------------------------------------------------------------------


@needs_mlcroissant
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ALL_FORMATS)
def test_croissant_is_valid_and_names_the_files(project: Project, tmp_path: Path, kind: str) -> None:
    import mlcroissant

    bare = mlcroissant.Dataset(jsonld=export(project, tmp_path / "bare", kind) / "croissant.json")
    assert not bare.metadata.ctx.issues.errors
    project.cards.put(CARD)
    folder = export(project, tmp_path / "set", kind)
    found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert not found.metadata.ctx.issues.errors
    assert not found.metadata.ctx.issues.warnings
    files = {one.id: one for one in found.metadata.distribution}
    assert {*files} == {*facts(folder).data_version.parts.files}
    for name, file in files.items():
        assert file.sha256 == sha256((folder / name).read_bytes()).hexdigest()
        assert (folder / file.content_url).is_file()
    assert found.metadata.license == ["https://spdx.org/licenses/CC-BY-4.0.html"]
    assert bool(found.metadata.record_sets) == (kind in ("jsonl", "hf"))


@needs_mlcroissant
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ALL_FORMATS[::2])
@pytest.mark.parametrize("layer", ["gold", "all", "marks"])
def test_croissant_reads_the_records(project: Project, tmp_path: Path, kind: str, layer: str) -> None:
    import mlcroissant

    folder = export(project, tmp_path / "set", kind, selection=Selection(layers=(layer,)))
    found = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    texts = []
    for split in ("train", "test"):
        for row in found.records(record_set=split):
            text = row[f"{split}/text"].decode()
            texts.append(text)
            spans = row[f"{split}/spans"]
            assert len(spans) == 2
            for span in spans:
                start, end = span[f"{split}/spans/start"], span[f"{split}/spans/end"]
                assert span[f"{split}/spans/text"].decode() == text[start:end]
    assert sorted(texts) == sorted(TEXTS)


# --- the version ----------------------------------------------------------------------------------


def test_the_version_is_the_hash_of_its_parts(project: Project, tmp_path: Path) -> None:
    project.cards.put(CARD)
    folder = export(project, tmp_path / "set")
    found = json.loads((folder / "dataset.json").read_bytes())
    parts = found["data_version"]["parts"]
    made = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(made.encode()).hexdigest() == found["data_version"]["sha256"]
    day, _, first = found["data_version"]["version"].partition("+")
    assert found["data_version"]["sha256"].startswith(first)
    assert [int(part) for part in day.split(".")] == [
        int(part) for part in parts["latest_change"][:10].split("-")
    ]
    schema = json.dumps(found["schema"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert parts["schema"] == {"sha256": sha256(schema.encode()).hexdigest(), "date": project.created}
    assert parts["files"] == {
        name: sha256((folder / name).read_bytes()).hexdigest()
        for name in ("train.jsonl", "test.jsonl", "parts.json")
    }
    rest = {name: value for name, value in found.items() if name not in ("data_version", "files")}
    made = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert parts["described"] == sha256(made.encode()).hexdigest()
    assert found["data_version"]["version"] in readme(folder)


def test_each_change_gives_another_version_and_no_change_the_same(project: Project, tmp_path: Path) -> None:
    def version(name: str, kind: str = "jsonl", **more: Any) -> str:
        return facts(export(project, tmp_path / name, kind, **more)).data_version.version

    seen = [version("first")]
    assert version("second") == seen[0]
    seen += [
        version("conll", "conll"),
        version("tags", "conll", options={"tags": "bilou"}),
        version("huda", selection=Selection(layers=("huda",))),
        version("articles", selection=Selection(articles=("n-3", "n-0", "n-1", "n-2"))),
    ]
    project.cards.put(CARD)
    seen.append(version("card"))
    (_, span) = project.layers.get("n-0", "huda").spans
    changed = msgspec.structs.replace(span, label="actor")
    project.layers.record(operation(Edit(before=span, after=changed), article="n-0"))
    seen.append(version("span"))
    assert len({*seen}) == len(seen)


def test_a_data_set_of_all_that_has_gold_is_another_where_its_articles_are_named(
    project: Project, tmp_path: Path
) -> None:
    add_articles(project, [Incoming(text="لم يُقرأ هذا بعد.", path=tmp_path, id="n-9")])
    whole = export(project, tmp_path / "whole")
    named = export(project, tmp_path / "named", selection=Selection(articles=("n-3", "n-0", "n-1", "n-2")))
    again = export(project, tmp_path / "again", selection=Selection(articles=("n-0", "n-1", "n-2", "n-3")))
    assert facts(whole).selection.articles is None
    assert facts(named).selection.articles == ("n-0", "n-1", "n-2", "n-3")
    assert (named / "train.jsonl").read_bytes() == (whole / "train.jsonl").read_bytes()
    assert facts(named).data_version != facts(whole).data_version
    assert facts(named).data_version == facts(again).data_version
    assert (named / "dataset.json").read_text(encoding="utf-8").count('"n-3"') == 1


def test_grouping_and_what_is_left_out_are_in_the_version(project: Project, tmp_path: Path) -> None:
    def made(name: str, grouped_by: str = "") -> DataSet:
        (tmp_path / name).mkdir()
        division = Division(sizes=parse_sizes("50/50"), group_by=grouped_by or None, fresh=True)
        project.exports.write_data_set("jsonl", tmp_path / name, division=division)
        return facts(tmp_path / name)

    plain, grouped = made("plain"), made("grouped", "title")
    assert grouped.division.grouped_by == "title"
    assert grouped.data_version.version != plain.data_version.version
    add_articles(project, [Incoming(text="لم يُقرأ هذا بعد.", path=tmp_path, id="n-9")])
    assert made("left").data_version.parts.described != plain.data_version.parts.described


def test_an_empty_project_has_no_latest_change_and_a_card_that_is_taken_away_is_one(tmp_path: Path) -> None:
    from annotator.store.latest_change import latest_change

    with Project.create(tmp_path / "empty.db", labels.default()) as project:
        assert latest_change(project._connection) is None
        project.cards.put(CARD)
        stated = latest_change(project._connection)
        assert stated is not None
        project.cards.put(Card())
        taken_away = latest_change(project._connection)
        assert taken_away is not None
        assert taken_away > stated
