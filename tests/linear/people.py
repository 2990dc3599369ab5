"""As many people as spans, and many spans at one place, in the project file, as cases of a size that can be doubled."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from annotator.project import Project
from annotator.text.correction import Correction
from tests.linear.cases import Case
from tests.store.helpers import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.linear.cases import Worst


def _line(people: range) -> str:
    """Return a record with a span of each of these people."""
    spans = [{"start": 0, "end": 2, "label": "actor", "annotator": f"p{number}"} for number in people]
    return json.dumps({"text": f"text {people[0]}", "spans": spans})


def _imported(n: int, *, records: int) -> Case:
    """Return the import of so many records by `n` people into a project that has `n` others."""
    lines = [_line(range(n)), *(_line(range(n + one, 2 * n, records)) for one in range(records))]

    def bring_in() -> None:
        with TemporaryDirectory() as folder, Project.create(Path(folder, "annotator.db"), SCHEMA) as project:
            for place, part in enumerate((lines[:1], lines[1:])):
                file = Path(folder, f"{place}.jsonl")
                file.write_text("\n".join(part), "utf-8")
                project.imports.add_files([file])

    return Case(bring_in)


def _corrected(n: int, *, before: bool) -> Case:
    """Return where `n` spans at one place are after a word of `n` letters came beside them."""
    word = "x" * n
    new = f"a {word}b c" if before else f"a b{word} c"

    def move() -> Iterator[tuple[int, int] | None]:
        made = Correction("a b c", new)
        for _ in range(n):
            yield made.moved(2, 3)

    return Case(move)


def _moved_long(n: int) -> Case:
    """Return where `n` spans of all of a text are, of which every other word changed."""
    old = " ".join(f"w{number} same{number}" for number in range(n))
    new = " ".join(f"v{number} same{number}" for number in range(n))

    def move() -> Iterator[tuple[int, int] | None]:
        made = Correction(old, new)
        for start in range(n):
            yield made.moved(start, len(old))

    return Case(move)


WORST: Worst = {
    "one record with a span of each of many people": partial(_imported, records=1),
    "records with a person each": lambda n: _imported(n, records=n),
    "spans before which a word becomes long": partial(_corrected, before=True),
    "spans after which a word becomes long": partial(_corrected, before=False),
    "long spans in a text that changed in many places": _moved_long,
}

SIZE = 100
"""How many people or spans there are: a square is two and a half times as many steps already."""
