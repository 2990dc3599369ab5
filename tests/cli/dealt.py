"""Projects whose articles are dealt to splits, and what tests read of the data sets that come out."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.model import Incoming, Span, Status
from annotator.project import Project
from annotator.store.kept_splits import KeptSplits
from annotator.store.opening.opening import open_project
from tests.adding import add_articles
from tests.news import news

SPLIT = ("--split", "60/20/20")


def text(number: int) -> str:
    return f"{news(number)} {chr(0x621 + number) * 40}"


def grow(path: Path, *numbers: int, **more: str) -> None:
    """Add articles that huda has finished: n-0 and so on, and those named with their texts."""
    texts = {f"n-{number}": text(number) for number in numbers} | {
        name.replace("_", "-"): said for name, said in more.items()
    }
    with Project.open(path) as project:
        add_articles(
            project,
            [
                Incoming(text=said, path=path, id=id_, source="سانا" if len(said) % 2 else "وفا",
                         metadata={"desk": len(id_), "set": ["train", "dev", "test"][len(said) % 3]})
                for id_, said in texts.items()
            ],
        )  # fmt: skip
        for id_, said in texts.items():
            project.layers.add(id_, "huda", [Span.new(0, said.index(" "), "claim", "huda")], Status.DONE)


def parts(folder: str | Path) -> dict[str, str]:
    found = json.loads(Path(folder, "parts.json").read_bytes())
    return {id_: part for part, ids in found.items() for id_ in ids}


def division(folder: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(folder, "dataset.json").read_bytes())["division"]
    return found


def ties(folder: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(folder, "ties.json").read_bytes())
    return found


def bytes_of(folder: str | Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def stored(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files but the project's log."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in found if not path.name.endswith(("-wal", "-shm"))}


def near(id_: str) -> str:
    return f"عاجل: {text(int(id_[2:]))}"


def kept(path: Path, shares: str = "train=60/test=20/validation=20") -> dict[str, str]:
    with closing(open_project(path)) as connection:
        found = KeptSplits(connection).get(shares)
    return {} if found is None else found.parts
