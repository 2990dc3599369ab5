"""What holds for brat and WebAnno alike: folders with a file or two an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import OutputError
from annotator.formats.base import Format, Reading
from annotator.formats.brat import Brat
from annotator.formats.losses import Losses
from annotator.formats.webanno import WebAnno
from annotator.model import Card, Incoming, LayerKind, Loss, Record, Source
from tests.formats.cases import CASES, WRITING, record
from tests.formats.trips import records

if TYPE_CHECKING:
    from pathlib import Path

KINDS = (Brat(), WebAnno())
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def write(kind: Format, folder: Path, *given: Record) -> Losses:
    losses = Losses()
    how = msgspec.structs.replace(WRITING, options=kind.options())
    assert kind.write_folder(given, folder, how, losses) == len(given)
    assert losses.counts.keys() <= set(kind.loses_writing)
    return losses


def read(kind: Format, path: Path) -> Incoming:
    (found,) = kind.read(path, Reading(options=kind.options()))
    assert isinstance(found, Incoming), found
    return found


@each_kind
@given(case=records(people=(None, "huda", "salim")))
def test_any_record_comes_back_but_for_what_was_entered(
    tmp_path_factory: pytest.TempPathFactory, kind: Format, case: Record
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    losses = write(kind, folder, case)
    found = read(kind, folder / f"{case.id}{kind.suffixes[0]}")
    assert found.text == case.text or losses.counts[Loss.SPACES]
    given = {(span.start, span.end, span.label) for span in case.spans}
    back = [(span.start, span.end, span.label) for span in found.spans]
    assert len(set(back)) == len(back)
    changed = {
        (lost.start, lost.end, lost.label)
        for loss in (Loss.EDGES, Loss.EMPTY, Loss.MERGED)
        for lost in losses.examples.get(loss, [])
    }
    assert given - set(back) == changed
    assert len(set(back) - given) <= losses.counts[Loss.EDGES]
    assert all(lost.became for lost in losses.examples.get(Loss.EDGES, [])), (
        "a span that is gone has no edges"
    )
    assert losses.counts[Loss.TWINS] == len(case.spans) - len(given)


@each_kind
def test_equal_spans_of_several_people_are_written_once(tmp_path: Path, kind: Format) -> None:
    mine = record("a", "وصل الوفد", [(0, 3, "claim"), (4, 9, "actor")])
    theirs = record("a", "وصل الوفد", [(4, 9, "actor"), (4, 9, "location")], annotator="salim")
    both = msgspec.structs.replace(mine, spans=[*mine.spans, *theirs.spans])
    losses = write(kind, tmp_path, both)
    assert losses.counts == {Loss.TWINS: 1, Loss.ANNOTATOR: 1, Loss.IDENTITY: 1}
    found = read(kind, tmp_path / f"a{kind.suffixes[0]}")
    assert sorted((span.start, span.label) for span in found.spans) == [
        (0, "claim"),
        (4, "actor"),
        (4, "location"),
    ]


@each_kind
def test_ids_that_collide_get_files_of_their_own(tmp_path: Path, kind: Format) -> None:
    ids = ["خبر", "A/b", "a:b", "A_B", "../up"]
    losses = write(kind, tmp_path, *(record(id_, f"نص {number}") for number, id_ in enumerate(ids)))
    assert losses.counts[Loss.NAMES] == 4
    paths = sorted(tmp_path.glob(f"*{kind.suffixes[0]}"))
    assert sorted(path.stem for path in paths) == ["A_B-3", "A_b", "_._up", "a_b-2", "خبر"]
    assert {read(kind, path).text for path in paths} == {f"نص {number}" for number in range(5)}
    assert all(path.parent == tmp_path for path in tmp_path.rglob("*"))


@each_kind
def test_each_declared_loss_can_happen(tmp_path: Path, kind: Format) -> None:
    text = "\tوصل \n الوفد"
    marks = [
        (1, 4, "claim"),
        (4, 7, "actor"),
        (5, 6, "actor"),
        (5, 12, "actor"),
        (6, 12, "actor"),
        (3, 6, "claim"),
    ]
    full = record("a:b", text, marks)
    first = msgspec.structs.replace(full.spans[0], attributes={"sure": "no"}, source=Source.SINGLE)
    twin = msgspec.structs.replace(full.spans[0], id="twin", annotator="salim")
    case = msgspec.structs.replace(full, spans=[first, twin, *full.spans[1:]], url="https://example.org/1")
    nothing = msgspec.structs.replace(
        record("nothing", "وصل الوفد"), kinds={"huda": LayerKind.MODEL}, card=Card(title="أخبار")
    )
    losses = write(kind, tmp_path, case, nothing)
    assert set(losses.counts) == set(kind.loses_writing) - {Loss.WORK, Loss.NOTES}


@each_kind
def test_a_span_that_is_not_the_text_there_stops_everything(tmp_path: Path, kind: Format) -> None:
    (span,) = record("a", "وصل الوفد", [(0, 3, "claim")]).spans
    for change in ({"text": "قال"}, {"end": 99}, {"start": -1}, {"end": 0}):
        bad = msgspec.structs.replace(
            record("a", "وصل الوفد"), spans=[msgspec.structs.replace(span, **change)]
        )
        with pytest.raises(OutputError, match="is not the text there"):
            write(kind, tmp_path, bad)


@each_kind
@given(data=st.data())
def test_a_file_cut_in_the_middle_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: Format, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    case = data.draw(st.sampled_from([case for case in CASES.values() if case.id != "many"]))
    write(kind, folder, case)
    path = folder / f"{case.id}{kind.suffixes[0]}"
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    path.write_bytes(whole[:start] + data.draw(st.binary(max_size=4)) + whole[end:])
    (found,) = kind.read(path, Reading(options=kind.options()))
    if isinstance(found, Incoming):
        assert all(0 <= span.start < span.end <= len(found.text) for span in found.spans)
    else:
        assert found.reason.endswith(".")
        assert "\n" not in found.reason
