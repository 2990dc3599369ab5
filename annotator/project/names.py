"""The names that a shell completes, read from a project that is not opened for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from annotator.store.opening.glance import glance

if TYPE_CHECKING:
    from pathlib import Path


class ProjectNames:
    """The names in a project: none where it is missing, damaged, locked or can't be read in a moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def articles(self, begun: str = "") -> list[str]:
        """Return the ids of the articles that begin with `begun`, in order; none where they are too many to choose from."""
        query = "SELECT id FROM article WHERE id >= ? AND substr(id, 1, ?) = ? AND id < ? ORDER BY id"
        after = begun + "\U0010ffff"
        rows = glance(self._path, query, [begun, len(begun), begun, after])
        return [id_ for (id_,) in rows if isinstance(id_, str)]

    def has_article(self, id_: str) -> bool:
        """Return whether there is an article with this id."""
        return bool(glance(self._path, "SELECT 1 FROM article WHERE id = ?", [id_]))

    def people(self) -> list[str]:
        """Return the names of the people, sorted."""
        others = set(self.others())
        rows = glance(self._path, "SELECT name FROM annotator ORDER BY name")
        return [name for (name,) in rows if isinstance(name, str) and name not in others]

    def others(self) -> list[str]:
        """Return the names of models and references, sorted. A project of an older version has none."""
        rows = glance(self._path, "SELECT name FROM annotator WHERE kind <> 'person' ORDER BY name")
        return [name for (name,) in rows if isinstance(name, str)]

    def labels(self) -> list[str]:
        """Return the names of the labels, in the order of the schema."""
        for (schema,) in glance(self._path, "SELECT schema FROM project"):
            try:
                return [str(label["name"]) for label in json.loads(schema)["labels"]]
            except (ValueError, TypeError, LookupError):
                return []
        return []
