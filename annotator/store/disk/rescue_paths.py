"""Where rescue files are, and their names."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform != "linux":
    import platformdirs

ENDING = ".jsonl"
_SYSTEMS_TEMPORARY = ("/tmp", "/var/tmp", "/usr/tmp")
_PROJECT_BYTES, _PERSON_BYTES, _RUN_LETTERS = 100, 60, 12


def fallback_folders() -> list[Path]:
    """Return the folders for rescue files that can't be written beside their project, in order of preference."""
    own = state_folder()
    return [*([] if own is None else [own / "rescue"]), *_temporary()]


def state_folder() -> Path | None:
    """Return the user's folder for logs and other state; None without a home folder."""
    if (
        sys.platform == "linux"
    ):  # as platformdirs has it, whose import takes longer than all of a small command
        home = os.environ.get("XDG_STATE_HOME", "").strip() or os.path.expanduser("~/.local/state")  # noqa: PTH111
        folder = Path(home, "annotator")
    else:
        try:
            folder = platformdirs.user_state_path("annotator")
        except RuntimeError:
            return None
    return folder if folder.is_absolute() else None


def _temporary() -> list[Path]:
    """Return the folders for temporary files, as `tempfile` has them but for the current one, that can be written."""
    named = filter(None, map(os.environ.get, ("TMPDIR", "TEMP", "TMP")))
    there = dict.fromkeys([*named, *_SYSTEMS_TEMPORARY])
    return [Path(folder) for folder in there if os.access(folder, os.W_OK | os.X_OK)]


def folders(project: Path) -> list[Path]:
    """Return all folders where a rescue file of the project can be."""
    return [project.resolve().parent, *fallback_folders()]


def is_of(path: Path, project: Path) -> bool:
    """Return whether `path` can be a rescue file of the project: being written, waiting, or set aside."""
    file_name = path.name.removeprefix(".")
    return (
        file_name.startswith(name_prefix(project))
        and ".jsonl" in file_name
        and path.parent in _real_folders(project)
    )


def project_of(file_name: str) -> str:
    """Return the name of the project whose rescue file could have this name, or ""."""
    project, mark, rest = file_name.rpartition(".rescue-")
    return project if mark and ".jsonl" in rest else ""


def existing(project: Path) -> list[Path]:
    """Return the rescue files of the project that are there, also those that were set aside."""
    return [path for folder in _real_folders(project) for path in _seen(folder) if is_of(path, project)]


def names(folder: Path, ending: str = ENDING) -> list[str]:
    """Return the names in a folder that rescue files have, with another ending for those that are being written. Raises OSError."""
    return [
        name
        for name in os.listdir(folder)  # noqa: PTH208
        if name.endswith(ending) and ".rescue-" in name.removesuffix(ending)
    ]


def _real_folders(project: Path) -> list[Path]:
    return [Path(os.path.realpath(folder)) for folder in folders(project)]


def _seen(folder: Path) -> list[Path]:
    try:
        return list(folder.glob("*.rescue-*.jsonl*"))
    except OSError:
        return []


def as_text(path: Path) -> str:
    """Return a path as valid Unicode text."""
    return os.fsencode(path).decode("utf-8", "replace")


def name_prefix(project: Path, person: str | None = None) -> str:
    """Return the prefix of the names of a person's rescue files; None: of everybody's."""
    begins = f"{_cut(project.name, _PROJECT_BYTES)}.rescue-"
    if person is None:
        return begins
    safe = "".join(letter if letter.isalnum() else "_" for letter in person)
    return f"{begins}{_cut(safe, _PERSON_BYTES)}-"


def file_name(project: Path, person: str, run: str) -> str:
    """Return the name of the rescue file of one run of the program, at most 255 bytes long."""
    return f"{name_prefix(project, person)}{run[:_RUN_LETTERS]}.jsonl"


def part_path(path: Path) -> Path:
    """Return the hidden path at which a rescue file is written before it gets its name."""
    return path.with_name(f".{path.name}.part")


def _cut(text: str, size: int) -> str:
    return os.fsencode(text)[:size].decode("utf-8", "ignore")
