from __future__ import annotations

from io import BytesIO

import msgspec
import pytest

from annotator.errors import OutputError
from annotator.formats import writer
from annotator.formats.losses import Losses
from annotator.formats.record_spans import checked_spans, distinct_spans
from annotator.model import Loss, Source
from tests.formats.cases import WRITING, record

FIELDS = {"date": "2026-02-03", "source": "وكالة", "url": "https://example.org/1", "metadata": {"desk": 4}}


def entered(**changes: object) -> set[Loss]:
    losses = Losses()
    article = msgspec.structs.replace(record("a", "\ufeff \nوصل الوفد"), title="وصل الوفد", annotators=[])
    losses.add_article(msgspec.structs.replace(article, **changes))
    return set(losses.counts)


@pytest.mark.parametrize("field", FIELDS)
def test_fields_of_an_article_are_lost_once(field: str) -> None:
    assert entered(**{field: FIELDS[field]}) == {Loss.METADATA}


def test_a_title_that_is_made_anew_is_not_lost() -> None:
    assert entered(title="وصل…") == entered(title="وصل الوفد") == set()
    assert entered(title="الوفد") == {Loss.METADATA}


def test_fields_of_spans_are_lost_once_an_article() -> None:
    (first, second) = record("a", "وصل الوفد", [(0, 3, "claim"), (4, 9, "actor")]).spans
    assert entered(spans=[first, second]) == {Loss.ANNOTATOR, Loss.IDENTITY}
    gold = msgspec.structs.replace(first, annotator=None, source=Source.UNANIMOUS, attributes={"sure": "yes"})
    assert entered(spans=[gold]) == {Loss.PROVENANCE, Loss.ATTRIBUTES, Loss.IDENTITY}
    assert entered(annotators=["huda"]) == {Loss.NOTHING_FOUND}
    assert Loss.NOTHING_FOUND in entered(spans=[first, second], annotators=["huda", "salim"])
    assert Loss.NOTHING_FOUND not in entered(spans=[gold], annotators=["huda", "salim"])
    losses = Losses()
    losses.add_article(record("a", "وصل الوفد", [(0, 3, "claim"), (4, 9, "actor")]), [Loss.IDENTITY])
    assert losses.counts == {Loss.IDENTITY: 1}


def test_equal_spans_of_several_people_are_one() -> None:
    mine = record("a", "وصل الوفد", [(0, 3, "claim"), (4, 9, "actor")])
    theirs = record("b", "وصل الوفد", [(4, 9, "actor"), (4, 9, "claim")], annotator="omar")
    losses = Losses()
    found = distinct_spans(msgspec.structs.replace(mine, spans=[*theirs.spans, *mine.spans]), losses)
    assert [(span.start, span.label) for span in found] == [(0, "claim"), (4, "actor"), (4, "claim")]
    assert losses.counts == {Loss.TWINS: 1}


@pytest.mark.parametrize("mark", [(-1, 2), (2, 2), (3, 2), (8, 99)])
def test_a_span_that_is_not_the_text_there_stops_everything(mark: tuple[int, int]) -> None:
    with pytest.raises(OutputError, match="is not the text there"):
        checked_spans(record("a", "وصل الوفد", [(*mark, "claim")]))
    (span,) = record("a", "وصل الوفد", [(0, 3, "claim")]).spans
    with pytest.raises(OutputError, match="of huda"):
        checked_spans(
            msgspec.structs.replace(
                record("a", "وصل الوفد"), spans=[msgspec.structs.replace(span, text="قال")]
            )
        )


@pytest.mark.parametrize("format_", ["prodigy", "label-studio"])
def test_gold_without_spans_is_not_what_its_people_marked(format_: str) -> None:
    """What somebody marked may have been taken out of the gold: the article says nothing of that layer."""
    settled = msgspec.structs.replace(record("a", "وصل الوفد"), annotators=["huda", "salim"])
    for layer, named in (("gold", False), ("all", True)):
        out, losses = BytesIO(), Losses()
        how = msgspec.structs.replace(WRITING, layers=(layer,))
        assert writer(format_).write([settled], out, how, losses) == 1
        assert ("huda" in out.getvalue().decode()) == named
        assert losses.counts[Loss.NOTHING_FOUND] == (not named)
    assert Loss.NOTHING_FOUND in writer(format_).loses_writing
