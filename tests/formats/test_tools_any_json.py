"""Whatever JSON stands in the fields of other tools is an article whose spans are in its text, or a refusal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.doccano import Doccano, DoccanoOptions
from annotator.formats.label_studio import LabelStudio, LabelStudioOptions
from annotator.formats.prodigy import Prodigy
from tests.formats.tools import put
from tests.formats.trips import take

if TYPE_CHECKING:
    from annotator.formats.base import Format, Options

NAMES = {
    "doccano": "text label labels entities annotations relations Comments meta metadata id user username "
    "start_offset end_offset date",
    "prodigy": "text spans tokens answer relations meta metadata id start end label _annotator_id _session_id _input_hash",
    "label-studio": "data text annotations completions predictions drafts result value start end labels type id "
    "completed_by was_cancelled startOffset email metadata",
}
PLAIN = st.sampled_from(
    [
        "قال 🚑 رامي",
        "labels",
        "relation",
        "accept",
        "",
        " ",
        "\u0000",
        "3",
        True,
        False,
        None,
        0,
        1,
        3,
        5,
        99,
        -1,
        2**70,
        1.5,
    ]
)


def fields(names: str) -> st.SearchStrategy[dict[str, object]]:
    keys = st.sampled_from(names.split())
    values = st.recursive(
        PLAIN,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=20,
    )
    return st.dictionaries(keys, values, max_size=6).map(lambda found: {"text": "قال 🚑 رامي", **found})


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (Doccano(), DoccanoOptions()),
        (Doccano(), DoccanoOptions(offsets="graphemes", text_key="label", label_key="entities")),
        (Prodigy(), Prodigy.options()),
        (LabelStudio(), LabelStudioOptions()),
        (LabelStudio(), LabelStudioOptions(offsets="code-points", text_key="labels")),
    ],
    ids=lambda value: getattr(value, "name", "with"),
)
@given(data=st.data())
def test_any_json(
    tmp_path_factory: pytest.TempPathFactory, kind: Format, options: Options, data: st.DataObject
) -> None:
    line = data.draw(fields(NAMES[kind.name]))
    if kind.name == "label-studio" and data.draw(st.booleans()):
        result = data.draw(fields(NAMES[kind.name]))
        value = data.draw(fields(NAMES[kind.name]))
        line = {
            "data": {"text": "قال 🚑 رامي"},
            "annotations": [{**line, "result": [{**result, "value": value}]}],
        }
    path = put(tmp_path_factory.mktemp("any"), f"a{kind.suffixes[0]}", json.dumps(line))
    good, refused = take(kind, path, options)
    assert len(good) + len(refused) == 1
    for came in good:
        assert all(0 <= span.start < span.end <= len(came.text) for span in came.spans)
        assert all(count > 0 for count in came.lost.values())
    for refusal in refused:
        assert refusal.line == 1
        assert refusal.reason.endswith(".")
