"""Renews the pinned files."""

from __future__ import annotations

import shutil

from tests.formats.golden import DEFAULTS, FILES, made

for way in DEFAULTS:
    folder = FILES / way.kind.name
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in made(way).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
