"""Files of other tools in JSON with anything in them changed: articles with spans inside their texts, or refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.formats.json_writers import STARTS_ENDS
from tests.formats.test_every_reader import changed, check, fuzz
from tests.formats.tools import put
from tests.formats.ways import Way, format_named

if TYPE_CHECKING:
    import pytest

TEXT = "دخلت قوات إلى 🚑 حلب"
SPAN = {"start": 5, "end": 9, "label": "actor", "text": "قوات", "score": 0.5, "id": 1}
FILES: list[tuple[str, str, Any]] = [
    ("json", "a.json", [{"id": "1", "text": TEXT, "label": [[5, 9, "actor"]]}, {"text": TEXT, "spans": [SPAN]}]),
    ("json", "a.json", {"examples": [{"content": TEXT, "annotations": [{"start": 5, "end": 9, "tag": "x", "value": "قوات"}]}]}),
    ("json", "a.json", {"samples": [{"document": TEXT, "annotation": {"entities": [SPAN]}}], "interface": {"type": "x"}}),
    ("json", "a.json", {"d1": {"text": TEXT, "spans": [SPAN]}, "d2": {"text": TEXT, "spans": []}}),
    ("json", "a.json", [[TEXT, {"entities": [[5, 9, "actor"]]}]]),
    ("jsonl", "a.jsonl", {"tokens": TEXT.split(), "ner_tags": ["O", "B-actor", "O", "O", "B-location"]}),
    ("jsonl", "a.jsonl", {"text": TEXT, "entities": [{"offsets": [[5, 9]], "type": "actor", "text": ["قوات"]}]}),
]  # fmt: skip
NAMES = st.sampled_from(
    ["text", "content", "spans", "entities", "label", "labels", "tokens", "tags", "ner_tags", "metadata", "id", "score", "annotator",
     "attributes", "offsets", "length", "offset", *(name for pair in STARTS_ENDS for name in pair)]
)  # fmt: skip
VALUES = st.recursive(
    st.sampled_from(
        [TEXT, "قوات", "actor", "", " ", "\x00", "5", True, None, 0, 1, 5, 9, 99, -1, 2**70, 1.5, 0.1]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)


@fuzz
@given(st.sampled_from(FILES), st.data())
def test_changed_files_are_articles_or_refusals(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[str, str, Any], data: st.DataObject
) -> None:
    kind, name, document = file
    content = data.draw(changed(json.dumps(document, ensure_ascii=False).encode()))
    check(Way(format_named(kind)), put(tmp_path_factory.mktemp("changed"), name, content))


@fuzz
@given(st.sampled_from(["json", "jsonl"]), VALUES)
def test_any_json_is_articles_or_refusals(
    tmp_path_factory: pytest.TempPathFactory, kind: str, value: object
) -> None:
    check(Way(format_named(kind)), put(tmp_path_factory.mktemp("any"), f"a.{kind}", json.dumps(value)))


@fuzz
@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_any_record_is_an_article_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, record: dict[str, object]
) -> None:
    path = put(tmp_path_factory.mktemp("any"), "a.json", json.dumps([{"text": TEXT, **record}]))
    check(Way(format_named("json")), path)
