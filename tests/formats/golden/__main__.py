"""Writes the pinned files anew: those of the formats that are named, or of all.

A format whose library is not installed is left as it is, which is said.
"""

from __future__ import annotations

import shutil
import sys

from annotator.errors import UsageError
from tests.formats.golden import DEFAULTS, FILES, made

NAMED = sys.argv[1:]
if unknown := set(NAMED) - {way.kind.name for way in DEFAULTS}:
    sys.exit(f"no format that writes is called {' or '.join(sorted(unknown))}")

for way in DEFAULTS:
    if NAMED and way.kind.name not in NAMED:
        continue
    try:
        files = made(way)
    except UsageError as error:
        print(f"{way.kind.name} is left as it is. {error}", file=sys.stderr)
        continue
    folder = FILES / way.kind.name
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
