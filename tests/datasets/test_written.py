"""The counts of what was written are those of the files: counted here from the files themselves, in each format."""

from __future__ import annotations

import json
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import labels
from annotator.formats import writer
from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.formats.options import parse_options
from tests.formats.trips import records

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from annotator.model import Record

    Found = Mapping[str, Mapping[str, int]]

SCHEMA = labels.default()
BEGINS = ("B-", "S-", "U-")


def of_jsonl(folder: Path) -> Found:
    lines = (folder / "train.jsonl").read_bytes().splitlines()
    return {"spans": Counter(span["label"] for line in lines for span in json.loads(line)["spans"])}


def of_conll(folder: Path) -> Found:
    tags: Counter[str] = Counter()
    for line in (folder / "train.conll").read_text(encoding="utf-8").split("\n"):
        cells = line.split("\t")
        if len(cells) > 1 and not line.startswith("# "):
            tags.update(cell[2:] for cell in cells[1:] if cell.startswith(BEGINS))
    return {"tags": tags}


def of_hf(folder: Path) -> Found:
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / "train.parquet").to_pylist()
    names = [label.name for label in SCHEMA.labels]
    return {
        "spans": Counter(names[span["label"]] for row in rows for span in row["spans"]),
        "tags": Counter(tag[2:] for row in rows for tag in row["tag_names"] if tag.startswith(BEGINS)),
    }


def of_spacy(folder: Path) -> Found:
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("ar").vocab
    found: dict[str, Counter[str]] = {"doc.spans": Counter(), "doc.ents": Counter()}
    for path in (folder / "train").glob("*.spacy"):
        for doc in DocBin(store_user_data=True).from_disk(path).get_docs(vocab):
            found["doc.spans"].update(span.label_ for span in doc.spans["sc"])
            found["doc.ents"].update(span.label_ for span in doc.ents)
    return found


WORDS = st.sampled_from(["words", "split"])
ROWS = st.sampled_from(["article", "sentence", "paragraph"])
SCHEMES = st.sampled_from(["iob2", "iobes", "bilou"])
NESTED = st.sampled_from(["outermost", "innermost"])
FORMATS: dict[str, tuple[str, Callable[[Path], Found], dict[str, st.SearchStrategy[Any]]]] = {
    "jsonl": ("json", of_jsonl, {"rows": ROWS}),
    "conll": ("json", of_conll, {"tokens": WORDS, "tags": SCHEMES, "nested": NESTED, "columns": st.integers(0, 3), "comments": st.booleans()}),
    "hf": ("pyarrow", of_hf, {"tokens": WORDS, "tags": SCHEMES, "nested": NESTED, "rows": ROWS}),
    "spacy": ("spacy", of_spacy, {"tokens": WORDS, "shard": st.integers(1, 3)}),
}  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(
            name, marks=pytest.mark.skipif(find_spec(library) is None, reason=f"{library} is not installed")
        )
        for name, (library, _, _) in FORMATS.items()
    ],
)
def test_what_is_said_to_be_written_is_in_the_files(kind: str) -> None:
    _, count, options = FORMATS[kind]
    layers = st.sampled_from([("gold",), ("all",)])

    @settings(deadline=None, max_examples=25 if kind == "spacy" else 60)
    @given(st.data(), layers, st.fixed_dictionaries({}, optional=options))
    def check(data: st.DataObject, layers: tuple[str, ...], chosen: dict[str, Any]) -> None:
        people: tuple[str | None, ...] = (None,) if layers == ("gold",) else ("huda", "salim")
        given: list[Record] = data.draw(st.lists(records(people), min_size=1, max_size=3))
        form = writer(kind)
        losses = Losses()
        how = Writing(schema=SCHEMA, options=parse_options(form, chosen), layers=layers)
        with TemporaryDirectory() as folder:
            form.write_split(given, Path(folder), "train", how, losses)
            there = {place: +Counter(labels) for place, labels in count(Path(folder)).items()}
        assert {place: +labels for place, labels in losses.written.items()} == there

    check()
