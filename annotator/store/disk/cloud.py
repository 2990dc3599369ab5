"""Folders that a cloud service copies to other machines."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from annotator.model import Struct

_MARKS = {
    ".dropbox.cache": "Dropbox",
    ".dropbox": "Dropbox",  # a file; the folder of that name is for settings, in the home folder
    ".stfolder": "Syncthing",
    ".sync": "Resilio Sync",  # with a file ID in it
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".csync_journal.db": "ownCloud",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".seafile-data": "Seafile",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
}
"""Files and folders that services keep in the top folder that they copy."""

_BEGINNINGS = {".sync_": "Nextcloud", "._sync_": "Nextcloud"}
"""Prefixes of such files whose names end in .db."""

_NAMES = {
    "dropbox*": "Dropbox",
    "onedrive*": "OneDrive",
    "google drive*": "Google Drive",
    "googledrive*": "Google Drive",
    "my drive": "Google Drive",
    "insync": "Google Drive",
    "nextcloud*": "Nextcloud",
    "owncloud*": "ownCloud",
    "seafile": "Seafile",
    "mega": "MEGA",
    "megasync": "MEGA",
    "pclouddrive": "pCloud",
    "pcloud drive": "pCloud",
    "yandex.disk*": "Yandex Disk",
    "iclouddrive": "iCloud",
    "icloud drive*": "iCloud",
    "box": "Box",
    "box sync": "Box",
    "synologydrive*": "Synology Drive",
    "library/cloudstorage": "a cloud service",
    "library/mobile documents": "iCloud",
}
"""Names of the folders that services make in a home folder; those with * are beginnings."""


_FOLDERS_OF_HOMES = frozenset({Path("/home"), Path("/Users")})


class _Account(Struct, frozen=True):
    path: str


class Cloud(Struct, frozen=True):
    """A service and the folder that it copies."""

    service: str
    folder: Path


def sync_service(folder: Path) -> Cloud | None:
    """Return the service that copies `folder` to other machines, or None. The path must have no links in it."""
    homes = _homes()
    for parent in (folder, *folder.parents):
        service = _named(parent, homes) or _marked(str(parent))
        if service:
            return Cloud(service, parent)
    return _by_link(folder, homes) or _in_settings(folder)


def _named(folder: Path, homes: set[Path]) -> str:
    for home in (folder.parent, folder.parent.parent):
        if folder != home and (home in homes or home.parent in _FOLDERS_OF_HOMES):
            service = _of_name(folder.relative_to(home).as_posix())
            if service:
                return service
    return ""


def _of_name(name: str) -> str:
    """Return the service that gives its folder in a home folder this name, or ""."""
    small = name.lower()
    for pattern, service in _NAMES.items():
        begins = pattern.endswith("*") and small.startswith(pattern[:-1]) and "/" not in small
        if small == pattern or begins:
            return service
    return ""


def _by_link(folder: Path, homes: set[Path]) -> Cloud | None:
    """Return the service whose folder the path is in, if a link in the home folder leads there."""
    for home in homes:
        with suppress(OSError):
            for name in os.listdir(home):  # noqa: PTH208
                service = _of_name(name)
                if service and (home / name).is_symlink():
                    target = (home / name).resolve()
                    if folder.is_relative_to(target):
                        return Cloud(service, target)
    return None


def _homes() -> set[Path]:
    homes = {Path("/root")}
    with suppress(RuntimeError, OSError):  # nobody knows the home folder
        homes.add(Path.home().resolve())
    return homes


def _marked(folder: str) -> str:
    with suppress(OSError):
        names = os.listdir(folder)  # noqa: PTH208
        for name in names:
            if name.startswith("."):
                service = _MARKS.get(name) or next(
                    (service for beginning, service in _BEGINNINGS.items() if name.startswith(beginning)), ""
                )
                if service and _is_mark(os.path.join(folder, name), name):  # noqa: PTH118
                    return service
    return ""


def _is_mark(path: str, name: str) -> bool:
    if name == ".dropbox":
        return not os.path.isdir(path)  # noqa: PTH112
    if name == ".sync":
        return os.path.exists(os.path.join(path, "ID"))  # noqa: PTH110, PTH118
    return not name.startswith(tuple(_BEGINNINGS)) or name.endswith(".db")


def _in_settings(folder: Path) -> Cloud | None:
    """Return Dropbox if its settings list the folder, which can have any name."""
    with suppress(RuntimeError, OSError, msgspec.MsgspecError):
        accounts = msgspec.json.decode(
            (Path.home() / ".dropbox" / "info.json").read_bytes(), type=dict[str, _Account]
        )
        for account in accounts.values():
            target = Path(account.path).resolve()
            if folder.is_relative_to(target):
                return Cloud("Dropbox", target)
    return None
