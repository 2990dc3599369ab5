"""Writing files and folders whole or not at all, and writing to pipes and devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.on_demand import importer

if TYPE_CHECKING:
    from annotator.files.access import make_like
    from annotator.files.destinations import Destination, destination, held_back
    from annotator.files.disk import NameNotSyncedError, sync_name
    from annotator.files.hidden_parts import parts, remove_left
    from annotator.files.writing import (
        held_file,
        new_file,
        new_folder,
        put_in_place,
        remove,
        rename,
        temporary_folder,
    )

__all__ = [
    "Destination",
    "NameNotSyncedError",
    "destination",
    "held_back",
    "held_file",
    "make_like",
    "new_file",
    "new_folder",
    "parts",
    "put_in_place",
    "remove",
    "remove_left",
    "rename",
    "sync_name",
    "temporary_folder",
]

if not TYPE_CHECKING:
    __getattr__ = importer(
        __name__,
        {
            "access": ("make_like",),
            "destinations": ("Destination", "destination", "held_back"),
            "disk": ("NameNotSyncedError", "sync_name"),
            "hidden_parts": ("parts", "remove_left"),
            "writing": (
                "held_file",
                "new_file",
                "new_folder",
                "put_in_place",
                "remove",
                "rename",
                "temporary_folder",
            ),
        },
    )
