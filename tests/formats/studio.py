"""What the tests of Label Studio's files share: regions, tasks, and files of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotator.formats.label_studio import LabelStudio, LabelStudioOptions
from tests.formats.tools import put

if TYPE_CHECKING:
    from pathlib import Path

KIND = LabelStudio()
CODE_POINTS = LabelStudioOptions(offsets="code-points")
TEXT = "🚑 وصل رامي إلى 🚑 الميناء"
"""رامي is at [6, 10) in code points and at [7, 11) in UTF-16 units."""


def region(start: object = 7, end: object = 11, *names: object, **value: Any) -> dict[str, Any]:
    return {
        "id": "x1",
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {"start": start, "end": end, "labels": list(names or ("PER",)), **value},
    }


def tasks(folder: Path, *given_: object) -> Path:
    return put(folder, "a.json", json.dumps(given_, ensure_ascii=False, indent=1))


def one(folder: Path, *results: object, text: str = TEXT, **annotation: Any) -> Path:
    return tasks(
        folder, {"id": 3, "data": {"text": text}, "annotations": [{"result": list(results), **annotation}]}
    )
