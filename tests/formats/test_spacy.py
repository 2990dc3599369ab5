from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UsageError
from annotator.formats.base import Writing
from annotator.formats.losses import Losses
from annotator.formats.spacy import Spacy, SpacyOptions
from annotator.model import Loss
from tests.formats.cases import CASES, WRITING, record
from tests.formats.tools import spans_lost
from tests.text.strategies import texts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from spacy.tokens import Doc

    from annotator.model import Record

pytest.importorskip("spacy")

ranges = st.tuples(st.integers(0, 40), st.integers(1, 20), st.sampled_from(["actor", "claim", "weapon"]))


def write(folder: Path, records: Iterable[Record], **options: Any) -> Losses:
    losses = Losses()
    how = Writing(schema=WRITING.schema, options=SpacyOptions(**options))
    Spacy().write_folder(records, folder, how, losses)
    return losses


def docs(folder: Path) -> list[Doc]:
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("ar").vocab
    return [
        doc for path in sorted(folder.glob("*.spacy")) for doc in DocBin().from_disk(path).get_docs(vocab)
    ]


def marks(spans: Iterable[Any]) -> list[tuple[int, int, str, str]]:
    return [(span.start_char, span.end_char, span.label_, span.text) for span in spans]


def test_all_cases_come_back_as_they_were(tmp_path: Path) -> None:
    losses = write(tmp_path, CASES.values(), tokens="split")
    for doc, case in zip(docs(tmp_path), CASES.values(), strict=True):
        assert doc.text == case.text
        assert doc.user_data["id"] == case.id
        assert marks(doc.spans["sc"]) == [
            (span.start, span.end, span.label, span.text) for span in case.spans
        ]
    assert set(losses.counts) == {Loss.ANNOTATOR, Loss.IDENTITY, Loss.ENTITIES, Loss.NOTHING_FOUND}
    assert spans_lost(losses) == 0


def test_entities_are_the_longest_and_the_others_are_told(tmp_path: Path) -> None:
    losses = write(tmp_path, [CASES["nested"]])
    (doc,) = docs(tmp_path)
    assert [(entity.text, entity.label_) for entity in doc.ents] == [
        ("نفى قائد حرس ميناء الغضا ذلك", "claim")
    ]
    assert [(lost.text, lost.became) for lost in losses.examples[Loss.ENTITIES]] == [
        ("قائد حرس ميناء الغضا", "in doc.spans['sc'] alone"),
        ("ميناء الغضا", "in doc.spans['sc'] alone"),
    ]


def test_tokens_can_be_split_at_edges_of_spans(tmp_path: Path) -> None:
    write(tmp_path, [CASES["clitic"], CASES["spaces"]], tokens="split")
    clitic, spaces = docs(tmp_path)
    assert [token.text for token in clitic] == ["بدأ", "الحريق", "ب", "حقل", "قريب", "وبال", "ميناء", "."]
    assert [token.text_with_ws for token in spaces][:4] == ["  ", "سطر ", "  ", "بفراغات "]


def test_white_space_of_spans_is_theirs_and_no_entity_has_any(tmp_path: Path) -> None:
    case = record(
        "a", "وصل الوفد  أمس", [(3, 9, "actor"), (4, 10, "claim"), (9, 11, "claim"), (11, 14, "claim")]
    )
    losses = write(tmp_path, [case], tokens="split")
    (doc,) = docs(tmp_path)
    assert doc.text == case.text
    assert marks(doc.spans["sc"]) == [(span.start, span.end, span.label, span.text) for span in case.spans]
    assert [entity.text for entity in doc.ents] == ["أمس"]
    assert losses.counts[Loss.ENTITIES] == 3


def test_fields_of_articles_are_kept(tmp_path: Path) -> None:
    case = msgspec.structs.replace(
        CASES["plain"], title="خبر", date="2026-02-03", source="وكالة", metadata={"b": 2**80, "a": [1, None]}
    )
    losses = write(tmp_path, [case])
    (doc,) = docs(tmp_path)
    fields = {name: doc.user_data[name] for name in ("id", "sha256", "title", "date", "source", "url")}
    assert fields == {name: getattr(case, name) for name in fields}
    assert doc.user_data["metadata"] == f'{{"a":[1,null],"b":{2**80}}}'
    assert Loss.METADATA not in losses.counts


def test_articles_are_in_files_of_so_many_and_the_same_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        write(folder, CASES.values(), shard=6)
    assert [path.name for path in sorted(first.glob("*.spacy"))] == [
        f"train-000{number}.spacy" for number in range(3)
    ]
    for path in first.rglob("*.*"):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()
    assert [doc.user_data["id"] for doc in docs(first)] == list(CASES)
    assert not list(_empty(tmp_path / "none").iterdir())
    with pytest.raises(UsageError, match="--shard"):
        write(first, [], shard=0)


def _empty(folder: Path) -> Path:
    folder.mkdir()
    write(folder, [])
    return folder


def test_equal_spans_of_several_people_are_one(tmp_path: Path) -> None:
    mine, theirs = (record("a", "وصل الوفد", [(0, 3, "claim")], annotator=name) for name in ("huda", "omar"))
    losses = write(tmp_path, [msgspec.structs.replace(mine, spans=[*mine.spans, *theirs.spans])])
    assert len(docs(tmp_path)[0].spans["sc"]) == 1
    assert losses.counts[Loss.TWINS] == 1


def test_without_spacy_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.delitem(sys.modules, "spacy")
    with pytest.raises(UsageError, match=r"python -m pip install 'arabic-annotator\[spacy\]'"):
        write(tmp_path, CASES.values())


@given(texts, st.lists(ranges, max_size=6))
def test_any_text_and_spans_come_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, drawn: list[tuple[int, int, str]]
) -> None:
    text = "".join(letter for letter in text if letter != "\0" and not "\ud800" <= letter <= "\udfff") + "ا"
    spans = {
        (start, min(start + length, len(text)), label) for start, length, label in drawn if start < len(text)
    }
    case = record("a", text, sorted(spans))
    folder = tmp_path_factory.mktemp("spacy")
    losses = write(folder, [case], tokens="split")
    (doc,) = docs(folder)
    assert doc.text == text
    assert marks(doc.spans["sc"]) == [(span.start, span.end, span.label, span.text) for span in case.spans]
    told = [(lost.start, lost.end, lost.label) for lost in losses.examples.get(Loss.ENTITIES, [])]
    assert sorted([*told, *(mark[:3] for mark in marks(doc.ents))]) == sorted(spans)
    assert set(losses.counts) <= set(Spacy.loses_writing)
