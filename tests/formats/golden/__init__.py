"""Files of every format as they are written, pinned. To renew them after a change that is meant:

python -m tests.formats.golden [FORMAT...]

Text is pinned as it is, in a folder a format. Of files that other libraries make in bytes of their own, the SHA-256 is
pinned with the version of the library, which is all that it holds for.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.formats.fuller import EVERY
from tests.formats.ways import WAYS, Way, write

FILES = Path(__file__).parent / "files"
CASES = [
    EVERY[name] for name in ("nested", "same-range", "clitic", "emoji", "crlf", "escapes", "gold", "people")
]
DEFAULTS = [way for way in WAYS if not way.given]
BINARY = {".spacy": "spacy", ".parquet": "pyarrow"}
"""The endings of files whose bytes are pinned by their SHA-256, and the library that makes them."""


def made(way: Way) -> dict[str, bytes]:
    """Return what the format writes of the cases, by the name in its folder; a sum and a version of binary files."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = write(way, CASES, folder).path
        root = path if way.kind.folder else folder
        return dict(
            _pinned(file.relative_to(root).as_posix(), file)
            for file in sorted(root.rglob("*"))
            if file.is_file()
        )


def pinned(way: Way) -> dict[str, bytes]:
    """Return what is pinned of the format."""
    folder = FILES / way.kind.name
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def other_versions(files: dict[str, bytes]) -> list[str]:
    """Return the libraries, with their versions, that made pinned files and are not the ones installed here."""
    found = {tuple(data.decode().split()[1:]) for name, data in files.items() if name.endswith(".sha256")}
    return [f"{library} {made_by}" for library, made_by in sorted(found) if version(library) != made_by]


def _pinned(name: str, file: Path) -> tuple[str, bytes]:
    data = file.read_bytes()
    if file.suffix not in BINARY:
        return name, data
    library = BINARY[file.suffix]
    return f"{name}.sha256", f"{hashlib.sha256(data).hexdigest()} {library} {version(library)}\n".encode()
