"""Predictions to evaluate, and their reports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

THIRD = "نفى متحدث باسم البلدية انقطاع المياه عن الحي الشمالي."
WHO, CLAIM, PORT = (5, 15, "actor"), (5, 47, "claim"), (37, 47, "location")
CONVOY, VILLAGE = (5, 18, "actor"), (26, 38, "location")
SPOKESMAN = (4, 22, "actor")

Mark = tuple[int, int, str]


def record(text: str, *spans: Mark, **fields: object) -> dict[str, Any]:
    marks = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return {"text": text, "offset_unit": "codepoint", "spans": marks, **fields}


def write(path: Path, *records: dict[str, Any]) -> None:
    path.write_text(
        "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8"
    )


def evaluated(run: Run, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("evaluate", *args, "--format", "json").stdout)
    return found


def f1(report: dict[str, Any], place: int = 0) -> float:
    value: float = report["systems"][place]["overall"]["exact"]["f1"]["value"]
    return value
