"""Rescue files: changes that could not be written to a project before the program ended, one JSON value a line.

The first line is a `Header`, each other one a `Numbered` change. The files are called
``PROJECT.rescue-PERSON-RUN.jsonl``; while the program that writes one is alive, it holds a lock (flock) on it.
"""

from annotator.store.rescue.bringing import Brought, bring_in, set_aside
from annotator.store.rescue.finding import Found, everybodys, find
from annotator.store.rescue.keeping import RescueFile
from annotator.store.rescue.reading import Header, Rescue

__all__ = [
    "Brought",
    "Found",
    "Header",
    "Rescue",
    "RescueFile",
    "bring_in",
    "everybodys",
    "find",
    "set_aside",
]
