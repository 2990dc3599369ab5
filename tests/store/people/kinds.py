"""Projects with layers that no person made, and all that must not see them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.agreement.measuring import measure
from annotator.model import ImportOptions, LayerKind, Span, Status
from tests.store.helpers import OTHER, TEXT, make
from tests.store.importing.test_whole_export import LABELS
from tests.store.listing import listed

if TYPE_CHECKING:
    from annotator.model import ImportReport
    from annotator.project import Project

MODEL, REFERENCE = "org/camelbert-ner@2024.1", "ANERcorp"
KINDS = {MODEL: LayerKind.MODEL, REFERENCE: LayerKind.REFERENCE}
AS = {name: ImportOptions(annotator=name, kind=kind) for name, kind in KINDS.items()}


def bring(
    project: Project, how: ImportOptions, *articles: tuple[str, list[tuple[int, int, str]]], **fields: Any
) -> ImportReport:
    """Import marks of texts as a record of ours has them, each with a score."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in.jsonl")
        lines = [
            {
                "text": text,
                "offset_unit": "codepoint",
                "spans": [
                    {"start": start, "end": end, "label": label, "attributes": {"score": "0.75"}}
                    for start, end, label in marks
                ],
                **fields,
            }
            for text, marks in articles
        ]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        return project.imports.add_files([path], how=how)


def project_with_kinds(path: Path) -> Path:
    """Make a project in which two people finished the first article, and a model and a reference have spans in both."""
    with make(path, TEXT, OTHER) as project:
        for name, start in (("huda", 0), ("salim", 5)):
            project.layers.add("1.txt", name, [Span.new(start, 12, "actor", name)], Status.DONE)
        for how in AS.values():
            bring(project, how, (TEXT, [(0, 12, "actor"), (5, 12, "claim")]), (OTHER, [(0, 3, "actor")]))
    return path


def seen(project: Project) -> dict[str, Any]:
    """All that the program counts, compares, hands out, decides and publishes."""
    marks = list(project.finished.marks())
    ids = project.articles.select(None)
    publishing: list[Any] = []
    found: dict[str, Any] = {
        "names": project.people.names(),
        "people": project.people.overview().people,
        "alike": project.people.overview().alike,
        "status": project.work.status(),
        "library": {name: listed(project, name) for name in (*project.people.names(), "nobody")},
        "workload": {name: project.library.totals(name) for name in (*project.people.names(), "nobody")},
        "unassigned": project.assignments.unassigned(),
        "half done": project.assignments.half_done(),
        "awaited": {id_: project.assignments.awaited(id_) for id_ in ids},
        "marks": marks,
        "agreement": measure(iter(marks), LABELS, len(ids)),
        "layers": {id_: project.finished.layers(id_) for id_ in ids},
        "to adjudicate": list(project.finished.in_turn()),
        "gold": {id_: (project.gold.get(id_), project.gold.steps(id_)) for id_ in ids},
        "published": list(project.records.select(leave=publishing.append)),
        "left out": publishing,
        "counts": project.records.counts(),
        "dealt": project.assignments.assign(["zaid", "umar"], per_article=2, keep=False)
        if not project.work.status().articles
        or not any(one.dynamic for one in project.work.status().articles)
        else None,
    }
    return found
