"""Records of other tools: what small writers write is read back, whatever the fields are called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats import find, read_found
from annotator.formats.json_records.unread import unread_spans
from annotator.model import Incoming, Refusal
from tests.formats.json_writers import (
    LABEL_NAMES,
    LISTS,
    SHAPES,
    STARTS_ENDS,
    SURFACES,
    TEXT_NAMES,
    UNITS,
    Span,
    articles,
    as_labels,
    as_list,
    as_nested,
    as_object,
    as_pair,
    lines,
)
from tests.formats.tools import put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "دخلت قوات إلى حلب"


def run(path: Path, kind: str = "auto", **options: Any) -> tuple[list[Incoming], list[Refusal]]:
    records = list(read_found(find([path], format=kind), options=options))
    return (
        [one for one in records if isinstance(one, Incoming)],
        [one for one in records if isinstance(one, Refusal)],
    )


def one(folder: Path, record: object, name: str = "a.jsonl", **options: Any) -> Incoming:
    good, refused = run(put(folder, name, json.dumps(record, ensure_ascii=False)), **options)
    assert not refused, str(refused[0])
    (found,) = good
    return found


def refused(folder: Path, record: object, name: str = "a.jsonl", **options: Any) -> str:
    good, found = run(put(folder, name, json.dumps(record, ensure_ascii=False)), **options)
    assert not good
    return found[0].reason


def fits_elsewhere(text: str, spans: list[Span], unit: str) -> bool:
    """Whether the offsets of the spans, in another unit, are other places with the same texts."""
    written = [(UNITS[unit](text, start), UNITS[unit](text, end)) for start, end, _ in spans]
    for other in UNITS.values():
        places = {other(text, offset): offset for offset in reversed(range(len(text) + 1))}
        found = [(places.get(start), places.get(end)) for start, end in written]
        if found != [(start, end) for start, end, _ in spans] and all(
            start is not None and end is not None and text[start:end] == text[span[0] : span[1]]
            for (start, end), span in zip(found, spans, strict=True)
        ):
            return True
    return False


def test_texts_of_spans_that_fit_two_ways_of_counting_are_refused(tmp_path: Path) -> None:
    span = {"start": 4, "end": 6, "label": "actor", "text": "هه"}
    record = {"text": "🚑 ههههه", "spans": [span]}
    assert "say --offsets code-points or --offsets utf-16" in refused(tmp_path, record)
    for unit, place in (("code-points", (4, 6)), ("utf-16", (3, 5))):
        assert marks(one(tmp_path, record, offsets=unit)) == [(*place, "actor")]


def test_offsets_of_which_nothing_says_what_they_count_are_told(tmp_path: Path) -> None:
    plain = {"text": "🚑 لا", "spans": [{"start": 2, "end": 4, "label": "actor"}]}
    assert (
        one(tmp_path, plain)
        .notes[-1]
        .startswith("read offsets after characters such as emoji as code points")
    )
    assert one(tmp_path, plain, offsets="code-points").notes == ()
    before = {"text": "لا 🚑", "spans": [{"start": 0, "end": 2, "label": "actor"}]}
    assert one(tmp_path, before).notes == ()


def marks(article: Incoming) -> list[Span]:
    return [(span.start, span.end, span.label) for span in article.spans]


@settings(max_examples=300, deadline=None)
@given(
    articles(),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from([as_object, as_labels, as_nested, as_pair, as_list]),
    st.fixed_dictionaries({"label": st.sampled_from(LABEL_NAMES), "surface": st.sampled_from(SURFACES)}),
    st.sampled_from(STARTS_ENDS),
    st.sampled_from(LISTS),
    st.sampled_from(TEXT_NAMES),
    st.sampled_from(sorted(SHAPES)),
    st.booleans(),
)
def test_every_shape_with_every_name_in_every_unit_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    given: list[tuple[str, list[Span]]],
    unit: str,
    form: Callable[[dict[str, str]], Callable[[int, int, str, str], Any]],
    names: dict[str, str],
    range_names: tuple[str, str],
    list_name: str,
    text_name: str,
    shape: str,
    told: bool,
) -> None:
    write = form({**names, "start": range_names[0], "end": range_names[1]})
    records = []
    for text, spans in given:
        written: Any = [
            write(UNITS[unit](text, start), UNITS[unit](text, end), label, text[start:end])
            for start, end, label in spans
        ]
        for name in reversed(list_name.split(".")):
            written = {name: written}
        records.append({text_name: text, **written, "desk": 4})
    path = put(tmp_path_factory.mktemp("records"), shape, SHAPES[shape](records))
    kind = "jsonl" if shape.endswith("l") else "json"
    good, bad = run(path, kind, offsets=unit if told else "auto")
    if not told and any(fits_elsewhere(text, spans, unit) for text, spans in given):
        assert bad
        assert all("say --offsets" in str(one) for one in bad)
        return
    assert not bad, str(bad[0])
    assert [(article.text, marks(article)) for article in good] == given
    assert all(article.metadata == {"desk": 4} for article in good)


@settings(max_examples=100, deadline=None)
@given(
    articles(),
    st.sampled_from(["tokens", "words"]),
    st.sampled_from(["ner_tags", "tags", "labels"]),
    st.booleans(),
)
def test_tokens_with_tags_are_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    given: list[tuple[str, list[Span]]],
    tokens: str,
    tags: str,
    numbers: bool,
) -> None:
    names = ["O", "B-actor", "I-actor", "B-location", "I-location"]
    records = []
    for text, spans in given:
        words = text.split(" ")
        starts = {start: label for start, _, label in spans}
        column, at = [], 0
        for word in words:
            column.append(f"B-{starts[at]}" if at in starts else "O")
            at += len(word) + 1
        records.append({tokens: words, tags: [names.index(tag) for tag in column] if numbers else column})
    path = put(tmp_path_factory.mktemp("tokens"), "a.jsonl", lines(records))
    good, bad = run(path, "jsonl", **({"tag_names": ",".join(names)} if numbers else {}))
    assert not bad
    for article, (text, spans) in zip(good, given, strict=True):
        assert article.text == text
        assert marks(article) == sorted({start: (start, end, label) for start, end, label in spans}.values())
        assert article.lost == {"white space between tokens": 1}


# --- what is told -------------------------------------------------------------------------


def span(start: int = 5, end: int = 9, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "label": "actor", **more}


def test_what_is_not_kept_of_a_span_is_counted(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        {
            "text": TEXT,
            "spans": [
                span(id="s1", score=1, source="model", comment="x", mention="قوات", empty=None),
                span(0, 4, source="m"),
            ],
        },
    )
    assert found.lost == {
        "ids and times of spans": 1,
        "fields 'source' of spans": 2,
        "fields 'comment' of spans": 1,
    }
    assert [one.score for one in found.spans] == ["1", None]


def test_a_score_is_kept_as_it_stands_in_the_file(tmp_path: Path) -> None:
    path = put(
        tmp_path, "a.jsonl", json.dumps({"text": TEXT, "spans": [span(score=0.5)]}).replace("0.5", "0.50")
    )
    ((article,), _) = run(path)
    assert article.spans[0].score == "0.50"


@pytest.mark.parametrize(
    ("field", "count", "told"),
    [
        ({"marks": [{"a": 5, "b": 9, "c": "x"}] * 3}, 3, "things in marks that look like spans (--fields spans=marks,"),
        ({"more": {"marks": [{"a": 5, "b": 9, "c": "x"}]}}, 1, "things in more.marks that look like spans"),
        ({"predictions": [span(score=0.1)]}, 1, "things in predictions that look like spans (--fields spans=predictions reads"),
        ({"answers": [{"who": "a", "spans": [span()]}] * 2}, 2, "things in answers.spans that look like spans"),
        ({"entities": {"actor": [[5, 9], [0, 4]]}}, 2, "ranges in entities.actor without a label of their own"),
        ({"chunks": [span()], "spans": [span(0, 4)]}, 1, "things in chunks that look like spans"),
    ],
)  # fmt: skip
def test_what_looks_like_spans_and_is_not_read_is_told_and_kept(
    tmp_path: Path, field: dict[str, Any], count: int, told: str
) -> None:
    found = one(tmp_path, {"text": TEXT, **field})
    ((name, counted),) = found.lost.items()
    assert name.startswith(told)
    assert counted == count
    assert found.metadata == {name: value for name, value in field.items() if name != "spans"}


def test_other_fields_are_no_spans(tmp_path: Path) -> None:
    field = {
        "years": [2019, 2020],
        "images": [{"width": 640, "height": 480}],
        "tags": ["war"],
        "pos": {"x": 1},
    }
    found = one(tmp_path, {"text": TEXT, **field})
    assert (found.lost, found.metadata, found.spans) == ({}, field, ())


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (
            {"text": TEXT, "spans": [span(5, 8, text="قوات")]},
            "span 1 in spans has the text «قوات», and at [5, 8) the article has «قوا»; its end is the offset of the last "
            "character, as are all in this record: say --ends inclusive",
        ),
        ({"text": TEXT, "spans": [span(2, 6, surface="قوات")]}, "at [2, 6) the article has «لت ق»; mend its start and end"),
        ({"text": TEXT, "entities": [["actor", 5, 9]]}, "with --fields spans=entities,start=1,end=2,label=0"),
        ({"text": TEXT, "spans": [{"start": 5, "end": 9, "x": "actor"}]}, "say which one it is with --fields spans=spans,label=FIELD"),
        ({"text": TEXT, "spans": [span(), {"start": 5}]}, "span 2 in spans has no label"),
        ({"text": TEXT, "spans": [span(5, 99)]}, "the end of span 1 in spans, offset 99 is outside the text"),
        ({"text": TEXT, "spans": [span(9, 5)]}, "span 1 in spans ends before it starts"),
        ({"text": TEXT, "spans": [span(), 3]}, "spans must have objects only or lists only"),
        ({"text": TEXT, "spans": [span()], "entities": [span()]}, "has several fields that look like spans, spans (1) and entities (1)"),
        ({"text": TEXT, "tokens": TEXT.split(), "spans": [[1, 2, "actor"]]}, "may count its 4 tokens or its characters"),
        ({"text": TEXT, "spans": [[5, 9, 3]]}, "has the number 3 as its label, and --tag-names has to say what it means"),
        ({"content": TEXT, "sentence": TEXT, "spans": [span()]}, "has several fields that may be the text, content and sentence"),
        ({"body": TEXT, "spans": [span()]}, 'has no field "text"; its fields are: body, spans; say which one has the text with --fields'),
        ({"tokens": ["a", "b"], "ner_tags": [0, 1]}, "has tags that are numbers in ner_tags: say what 0, 1 and so on mean with --tag-names"),
        ({"tokens": ["a", "b"], "ner_tags": ["O"]}, "has 2 tokens in tokens and 1 tags in ner_tags"),
        ({"text": "a c", "tokens": ["a", "b"], "ner_tags": ["O", "O"]}, "token 2 of tokens, 'b', does not follow there"),
    ],
)  # fmt: skip
def test_what_is_not_clear_or_wrong_is_refused_with_what_settles_it(
    tmp_path: Path, record: dict[str, Any], reason: str
) -> None:
    assert reason in refused(tmp_path, record)


def test_what_the_message_says_settles_it(tmp_path: Path) -> None:
    inclusive = {"text": TEXT, "spans": [span(5, 8, text="قوات")]}
    assert marks(one(tmp_path, inclusive, ends="inclusive")) == [(5, 9, "actor")]
    lists = {"text": TEXT, "entities": [["actor", 5, 9]]}
    assert marks(one(tmp_path, lists, fields="spans=entities,start=1,end=2,label=0")) == [(5, 9, "actor")]
    unknown = {"text": TEXT, "marks": [{"a": 5, "b": 9, "c": "actor"}]}
    assert marks(one(tmp_path, unknown, fields="spans=marks,start=a,end=b,label=c")) == [(5, 9, "actor")]
    tokens = {"text": TEXT, "tokens": TEXT.split(), "spans": [[0, 4, "actor"]]}
    assert marks(one(tmp_path, tokens, offsets="code-points")) == [(0, 4, "actor")]
    numbers = {"text": TEXT, "spans": [[5, 9, 1]]}
    assert marks(one(tmp_path, numbers, tag_names="x,actor", kind="jsonl")) == [(5, 9, "actor")]


def test_fields_say_what_is_what(tmp_path: Path) -> None:
    record = {
        "doc": {"body": TEXT, "name": "خبر"},
        "by": "huda",
        "answers": [{"marks": [{"at": {"a": 5, "b": 9}, "kind": "x", "c": "actor", "say": "قوات"}]}],
    }
    found = one(
        tmp_path,
        record,
        fields="text=doc.body,title=doc.name,spans=answers.marks,start=at.a,end=at.b,label=c,surface=say,annotator=by",
        kind="jsonl",
    )
    assert (found.text, found.title, found.metadata) == (TEXT, "خبر", {})
    assert [(one.start, one.end, one.label, one.annotator) for one in found.spans] == [
        (5, 9, "actor", "huda")
    ]
    assert found.lost == {"fields 'kind' of spans": 1}
    assert found.notes == ()


def test_a_field_that_fields_names_and_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = one(tmp_path, {"text": TEXT, "spans": [span()]}, fields="spans=spams")
    assert not found.spans
    assert found.lost["articles without the field spams, which --fields names"] == 1
    assert "has no field 'body'" in refused(tmp_path, {"text": TEXT}, fields="text=body")


def test_what_was_read_under_another_name_is_noted(tmp_path: Path) -> None:
    found = one(tmp_path, {"content": TEXT, "annotations": [{"start": 5, "end": 9, "tag": "actor"}]})
    assert found.notes == (
        "read content as text, annotations as spans, tag as label (--fields says otherwise)",
    )
    assert one(tmp_path, {"text": TEXT, "spans": [span()]}).notes == ()


def test_an_older_line_of_our_own_keeps_its_spans(tmp_path: Path) -> None:
    line = {
        "id": "a", "text": TEXT, "sha256": "0" * 64, "title": "خبر", "annotators": ["هدى"],
        "spans": [
            {"id": "s", "start": 5, "end": 9, "label": "actor", "text": "قوات", "attributes": {"sure": "no"},
             "annotator": "هدى", "created": "2026-01-02T03:04:05Z", "source": None, "note": ""}
        ],
    }  # fmt: skip
    (found,) = one(tmp_path, line).spans
    assert (found.start, found.end, found.annotator, found.attributes) == (5, 9, "هدى", {"sure": "no"})


def test_several_lists_of_a_document_are_read_and_told(tmp_path: Path) -> None:
    document = {
        "train": [{"text": TEXT, "spans": [span()]}],
        "dev": [{"text": f"{TEXT}.", "spans": []}],
        "v": 1,
    }
    good, _ = run(put(tmp_path, "a.json", json.dumps(document)))
    assert [(one.text, one.metadata, len(one.spans)) for one in good] == [
        (TEXT, {"list": "train"}, 1),
        (f"{TEXT}.", {"list": "dev"}, 0),
    ]
    assert good[0].notes == ("read the articles in train, dev",)
    assert good[0].lost == {"fields of the document beside its articles (v)": 1}


def test_the_objects_of_a_document_have_its_keys_as_ids(tmp_path: Path) -> None:
    document = {"d1": {"text": TEXT, "spans": [span()]}, "d2": {"text": f"{TEXT}.", "spans": []}}
    good, _ = run(put(tmp_path, "a.json", json.dumps(document)))
    assert [(one.id, len(one.spans)) for one in good] == [("d1", 1), ("d2", 0)]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"name": "x", "rows": [{"body": TEXT, "marks": []}]}, "is JSON in which no records with a text are known; its fields are: "
         "name, rows (body, marks); say which are which with --fields text=FIELD"),
        ({"content2": TEXT, "spans": [span(text="قوات")]}, "its fields are: content2, spans (start, end, label, text)"),
        ([{"body": TEXT, "comments": [{"text": "نعم"}]}], 'has no field "text"; its fields are: body, comments'),
        ([], "is an empty list, without an article"),
        ("text", "is not a JSON object"),
    ],
)  # fmt: skip
def test_json_that_nothing_reads_is_told_with_its_fields(
    tmp_path: Path, document: object, reason: str
) -> None:
    said = refused(tmp_path, document, "a.json")
    assert reason in said
    assert "its name must end" not in said


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ({"predictions": [[4, 9, "LOC"]]}, {"things in predictions that look like spans": 1}),
        ({"versions": [{"spans": [{"start": 4, "end": 9, "label": "LOC"}]}]}, {"things in versions.spans that look like spans": 1}),
        ({"entities": '[[4, 9, "LOC"]]'}, {"strings in entities that look like spans": 1}),
        ({"labels": "[{'start': 4, 'end': 9}]"}, {"strings in labels that look like spans": 1}),
        ({"tags": "O B-LOC"}, {"tags in tags": 2}),
        ({"fine_ner_tags": [0, 1]}, {"tags in fine_ner_tags": 2}),
        ({"tokens": [{"text": "x", "ner": "B-ORG"}]}, {"tokens with tags in tokens": 1}),
        ({"entities": [{"text": "x", "label": "ORG"}]}, {"things in entities with a label, and without start and end": 1}),
        ({"spans": ["x", "y"]}, {"things in spans that look like spans": 2}),
        ({"labels": ["politics"], "label": "sport", "size": [3, 4], "title": "[1, 2] x"}, {}),
    ],
)  # fmt: skip
def test_fields_that_look_like_spans_are_told(field: dict[str, Any], told: dict[str, int]) -> None:
    assert unread_spans(field, len(TEXT)) == told
