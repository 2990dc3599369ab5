from __future__ import annotations

import json
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import labels
from annotator.errors import OutputError, UsageError
from annotator.formats import writer
from annotator.formats.base import Writing
from annotator.formats.huggingface import HuggingFace, HuggingFaceOptions, columns_of, count_rows
from annotator.formats.losses import Losses
from annotator.model import Choice, Handout, LayerKind, Loss, Record, Source, State
from tests.formats.cases import CASES, WRITING, over, record
from tests.formats.fuller import EVERY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

needs_pyarrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra parquet is not installed")
needs_datasets = pytest.mark.skipif(
    find_spec("datasets") is None, reason="the library datasets is not installed"
)

NAMES = [label.name for label in labels.default().labels]
TEXT = "نفى قائد حرس ميناء الغضا ذلك، وعاد بالقافلة."
SPANS = over(
    TEXT,
    ("نفى قائد حرس ميناء الغضا ذلك", "claim"),
    ("قائد حرس ميناء الغضا", "actor"),
    ("ميناء الغضا", "location"),
    ("قافلة", "actor"),
)


def written(folder: Path, records: Iterable[Record], **options: Any) -> Path:
    how = Writing(schema=WRITING.schema, options=HuggingFaceOptions(**options))
    path = folder / "train.parquet"
    path.unlink(missing_ok=True)
    HuggingFace().write_folder(records, folder, how, Losses())
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


@needs_pyarrow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_case_is_held_exactly(case: Record, tmp_path: Path) -> None:
    (row,) = rows(written(tmp_path, [case]))
    for name in ("id", "text", "title", "date", "source", "url", "annotators"):
        assert row[name] == getattr(case, name)
    assert [(span["start"], span["end"], NAMES[span["label"]]) for span in row["spans"]] == [
        (span.start, span.end, span.label) for span in case.spans
    ]
    for span in row["spans"]:
        assert case.text[span["start"] : span["end"]] == span["text"]
    places = list(zip(row["tokens"], row["starts"], strict=True))
    assert all(case.text[start : start + len(token)] == token for token, start in places)
    assert "".join(row["tokens"]) == "".join(case.text.split())
    assert len(row["tags"]) == len(row["tokens"])


def tagged(path: Path, scheme: str = "iob2") -> list[tuple[str, str]]:
    (row,) = rows(path)
    names = columns_of(Writing(schema=WRITING.schema, options=HuggingFaceOptions(tags=scheme))).tags  # type: ignore[arg-type]
    return [
        (token, names[tag])
        for token, tag in zip(row["tokens"], row["tags"], strict=True)
        if names[tag] != "O"
    ]


@needs_pyarrow
def test_tags_are_of_the_longest_or_the_shortest_spans(tmp_path: Path) -> None:
    case = record("nested", TEXT, SPANS)
    assert tagged(written(tmp_path, [case])) == [
        ("نفى", "B-claim"),
        *((word, "I-claim") for word in ("قائد", "حرس", "ميناء", "الغضا", "ذلك")),
        ("بالقافلة", "B-actor"),
    ]
    assert tagged(written(tmp_path, [case], nested="innermost", tags="iobes"), "iobes") == [
        ("ميناء", "B-location"),
        ("الغضا", "E-location"),
        ("بالقافلة", "S-actor"),
    ]
    assert tagged(written(tmp_path, [case], tokens="split", tags="bilou"), "bilou")[-1] == (
        "قافلة",
        "U-actor",
    )


@needs_pyarrow
def test_what_gold_tells_is_there(tmp_path: Path) -> None:
    case = CASES["plain"]
    span = msgspec.structs.replace(
        case.spans[0],
        annotator=None,
        source=Source.DECIDED,
        annotators=["huda", "salim"],
        adjudicator="nadia",
        decision=Choice.TAKEN,
        note="كما هو",
    )
    gold = msgspec.structs.replace(
        case,
        spans=[span],
        metadata={"desk": {"team": 4}},
        date="2026-02-03",
        source="وكالة",
        url="https://example.org",
    )
    (row,) = rows(written(tmp_path, [gold]))
    assert row["spans"] == [
        {
            "start": span.start,
            "end": span.end,
            "label": NAMES.index(span.label),
            "label_name": span.label,
            "text": span.text,
            "annotator": None,
            "source": "decided",
            "annotators": ["huda", "salim"],
            "adjudicator": "nadia",
            "decision": "taken",
            "note": "كما هو",
            "policy": None,
        }
    ]
    assert json.loads(row["metadata"]) == {"desk": {"team": 4}}
    assert (row["date"], row["source"], row["url"]) == ("2026-02-03", "وكالة", "https://example.org")


@needs_pyarrow
def test_losses(tmp_path: Path) -> None:
    losses = Losses()
    case = CASES["nested"]
    odd = [msgspec.structs.replace(span, attributes={"sure": "no"}) for span in case.spans]
    HuggingFace().write_folder([case, CASES["empty"]], tmp_path, WRITING, losses)
    assert losses.counts == {Loss.IDENTITY: 1, Loss.UNTAGGED: 2}
    assert [(lost.text, lost.became) for lost in losses.examples[Loss.UNTAGGED]] == [
        ("قائد حرس ميناء الغضا", "in spans alone"),
        ("ميناء الغضا", "in spans alone"),
    ]
    (tmp_path / "train.parquet").unlink()
    odd_state = State(pool=Handout(people=2, return_after=1.0))
    kinds = {"m@1": LayerKind.MODEL}
    odd_case = msgspec.structs.replace(case, spans=odd, state=odd_state, kinds=kinds)
    HuggingFace().write_folder([odd_case], tmp_path, WRITING, losses)
    assert losses.counts == {
        Loss.IDENTITY: 2,
        Loss.UNTAGGED: 4,
        Loss.ATTRIBUTES: 1,
        Loss.WORK: 1,
        Loss.KINDS: 1,
    }
    (tmp_path / "train.parquet").unlink()
    HuggingFace().write_folder([CASES["clitic"]], tmp_path, WRITING, losses)
    assert losses.counts[Loss.WIDENED] == 2
    (tmp_path / "train.parquet").unlink()
    same = record("same", "في بحقل النفط", [(3, 7, "location"), (4, 7, "location")])
    HuggingFace().write_folder([same], tmp_path, WRITING, losses)
    assert [(lost.start, lost.end, lost.became) for lost in losses.examples[Loss.SAME_WORDS]] == [
        (4, 7, "3–7 «بحقل»")
    ]
    assert set(losses.counts) == set(HuggingFace.loses_writing) - {Loss.NOTES}


@needs_pyarrow
def test_the_same_records_are_the_same_bytes_in_bounded_row_groups(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    many = [record(f"n-{number}", TEXT, SPANS) for number in range(2500)]
    first = written(tmp_path, many).read_bytes()
    assert written(tmp_path, many).read_bytes() == first
    file = pq.ParquetFile(tmp_path / "train.parquet")
    assert [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)] == [250] * 10
    assert set(file.schema_arrow.metadata) == {b"huggingface"}


@needs_pyarrow
def test_a_label_that_the_schema_does_not_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        OutputError, match=r"has the label 'person', which the project's schema does not have"
    ):
        written(tmp_path, [record("odd", TEXT, [(0, 3, "person")])])


def test_without_its_library_the_extra_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"'arabic-annotator\[parquet\]'"):
        written(tmp_path, [])


def test_it_is_written_and_not_read() -> None:
    assert isinstance(writer("hf"), HuggingFace)
    assert not HuggingFace.reads


# --- a row is of one person -----------------------------------------------------------------------


def of_layers(folder: Path, records: Iterable[Record], *layers: str, **options: Any) -> list[dict[str, Any]]:
    how = Writing(schema=WRITING.schema, options=HuggingFaceOptions(**options), layers=layers)
    path = folder / "train.parquet"
    path.unlink(missing_ok=True)
    losses = Losses()
    given = [*records]
    assert HuggingFace().write_folder(given, folder, how, losses) == len(given)
    found = rows(path)
    assert losses.rows == len(found) == count_rows(path)
    return found


@needs_pyarrow
def test_a_row_has_the_spans_and_tags_of_one_person(tmp_path: Path) -> None:
    case = EVERY["people"]
    both = msgspec.structs.replace(case, annotators=["huda", "salim", "zaynab"])
    nobodys = msgspec.structs.replace(CASES["empty"], annotators=[], state=State())
    found = of_layers(tmp_path, [both, nobodys], "all")
    assert [(row["id"], row["article"], row["annotator"]) for row in found] == [
        ("people#annotator=huda", "people", "huda"),
        ("people#annotator=salim", "people", "salim"),
        ("people#annotator=zaynab", "people", "zaynab"),
        ("empty#annotator=", "empty", None),
    ]
    assert [row["tag_names"] for row in found[:3]] == [
        ["O", "B-actor", "O", "B-location", "O"],
        ["O", "B-actor", "O", "B-claim", "O"],
        ["O"] * 5,
    ]
    for row in found:
        assert {span["annotator"] for span in row["spans"]} <= {row["annotator"]}
        assert (row["start"], row["end"]) == (0, len(row["text"]))


@needs_pyarrow
def test_gold_is_one_row_also_without_spans(tmp_path: Path) -> None:
    settled = msgspec.structs.replace(CASES["empty"], annotators=["huda", "salim"])
    found = of_layers(tmp_path, [EVERY["gold"], settled], "gold")
    assert [(row["id"], row["article"], row["annotator"]) for row in found] == [
        ("gold", "gold", None),
        ("empty", "empty", None),
    ]
    assert found[1]["annotators"] == ["huda", "salim"]


@needs_pyarrow
def test_the_layer_of_one_person_says_whose_it_is_and_keeps_the_ids(tmp_path: Path) -> None:
    found = of_layers(tmp_path, [CASES["plain"], CASES["empty"]], "huda")
    assert [(row["id"], row["annotator"]) for row in found] == [("plain", "huda"), ("empty", "huda")]


@needs_pyarrow
@pytest.mark.parametrize("scheme", ["iob2", "iobes", "bilou"])
def test_names_stand_beside_numbers_for_programs_that_read_no_features(scheme: str, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    written(tmp_path, EVERY.values(), tags=scheme)
    table = pq.read_table(tmp_path / "train.parquet").replace_schema_metadata(None)
    columns = columns_of(Writing(schema=WRITING.schema, options=HuggingFaceOptions(tags=scheme)))  # type: ignore[arg-type]
    for row in table.to_pylist():
        assert [columns.tags[tag] for tag in row["tags"]] == row["tag_names"]
        assert [columns.labels[span["label"]] for span in row["spans"]] == [
            span["label_name"] for span in row["spans"]
        ]
    assert {name for row in table.to_pylist() for name in row["tag_names"]} > {"O", "B-actor"}


@needs_datasets
@pytest.mark.filterwarnings("ignore")
def test_pandas_finds_the_names(tmp_path: Path) -> None:
    import pandas as pd

    found = pd.read_parquet(written(tmp_path, CASES.values()))
    spans = found.explode("spans")["spans"].dropna()
    assert spans.map(lambda span: span["label_name"]).value_counts()["location"] > 1000


# --- as the library datasets reads it -------------------------------------------------------------


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what the library caches in a folder of the test."""
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    return tmp_path / "cache"


@needs_datasets
@pytest.mark.parametrize("scheme", ["iob2", "iobes", "bilou"])
def test_features_are_those_of_datasets(scheme: str) -> None:
    import pyarrow as pa
    from datasets import Features

    made = columns_of(Writing(schema=WRITING.schema, options=HuggingFaceOptions(tags=scheme)))  # type: ignore[arg-type]
    features = Features.from_arrow_schema(made.schema(pa))
    assert features["spans"].feature["label"].names == NAMES
    assert features["tags"].feature.names == list(made.tags)
    assert features["tag_names"].feature.dtype == features["spans"].feature["label_name"].dtype == "string"
    assert features.arrow_schema.equals(made.schema(pa))
    assert features == Features._from_yaml_list(made.card())
    assert features._to_yaml_list() == made.card()


@needs_datasets
@pytest.mark.filterwarnings("ignore")
def test_datasets_reads_what_was_written(tmp_path: Path, hub: Path) -> None:
    from datasets import load_dataset

    written(tmp_path, CASES.values())
    found = load_dataset(
        "parquet", data_files=str(tmp_path / "train.parquet"), split="train", cache_dir=str(hub)
    )
    assert found["id"][:] == list(CASES)
    names = found.features["spans"].feature["label"].names
    for row, case in zip(found, CASES.values(), strict=True):
        assert row["text"] == case.text
        assert [(span["start"], span["end"], names[span["label"]]) for span in row["spans"]] == [
            (span.start, span.end, span.label) for span in case.spans
        ]


texts = st.text(st.sampled_from("اب ث\n\u200f🚑،ً1"), min_size=1, max_size=30)


@needs_pyarrow
@settings(deadline=None, max_examples=50)
@given(st.data(), st.sampled_from(["outermost", "innermost"]), st.sampled_from(["words", "split"]))
def test_whatever_the_spans_they_are_held(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, nested: str, tokens: str
) -> None:
    text = data.draw(texts)
    edges = st.integers(0, len(text))
    drawn = data.draw(st.lists(st.tuples(edges, edges, st.sampled_from(NAMES)), max_size=6))
    marks = [(start, end, label) for start, end, label in drawn if start < end]
    case = record("any", text, marks)
    (row,) = rows(written(tmp_path_factory.mktemp("any"), [case], nested=nested, tokens=tokens))
    assert row["text"] == text
    assert [(span["start"], span["end"], NAMES[span["label"]]) for span in row["spans"]] == [
        (span.start, span.end, span.label) for span in case.spans
    ]
    assert [NAMES[span["label"]] for span in row["spans"]] == [span["label_name"] for span in row["spans"]]
    assert [columns_of(WRITING).tags[tag] for tag in row["tags"]] == row["tag_names"]
    assert "".join(row["tokens"]) == "".join(text.split())
