"""Label Studio's own package reads the labelling configuration and the tasks, where label-studio-sdk is installed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.formats.cases import CASES
from tests.formats.ways import WAYS, write

if TYPE_CHECKING:
    from pathlib import Path


def test_its_converter_takes_the_tasks_and_finds_the_spans(tmp_path: Path) -> None:
    converter = pytest.importorskip("label_studio_sdk.converter", reason="label-studio-sdk is not installed")
    interface = pytest.importorskip("label_studio_sdk.label_interface").LabelInterface
    (way,) = (way for way in WAYS if way.kind.name == "label-studio" and not way.given)
    cases = [
        CASES[name] for name in ("nested", "crossing", "same-range", "clitic", "lam-alef", "harakat", "crlf")
    ]
    path = write(way, cases, tmp_path).path
    configuration = path.with_suffix(".labels.xml").read_text("utf-8")
    interface(configuration).validate()
    out = tmp_path / "out"
    out.mkdir()
    converter.Converter(configuration, str(tmp_path), download_resources=False).convert(
        str(path), str(out), "JSON_MIN", is_dir=False
    )
    (file,) = out.iterdir()
    found = {task["text"]: task.get("label", []) for task in json.loads(file.read_text("utf-8"))}
    assert found.keys() == {case.text for case in cases}
    for case in cases:
        marks = sorted(
            (span["start"], span["end"], label, span["text"])
            for span in found[case.text]
            for label in span["labels"]
        )
        assert marks == sorted((span.start, span.end, span.label, span.text) for span in case.spans)
