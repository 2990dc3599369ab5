"""Access rights of new files: those of the file that is replaced or copied."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes of a file and a folder that only the owner may use."""

_LIST = "system.posix_acl_access"
_NO_LIST = frozenset({errno.ENODATA, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EPERM})


def make_like(path: Path, like: Path) -> None:
    """Make an empty file that has, from the start, the access rights of the one at `like`. Raises OSError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        copy_access(handle, like)
    finally:
        os.close(handle)


def copy_access(handle: int, like: Path) -> None:
    """Copy the access rights of the file at `like` to an open file: mode, access list and, if allowed, owner and group.

    If the group can't be set, the group of the open file, which may be another one, gets no more rights than everybody
    has. Nothing is done if there is no file at `like`. Raises OSError.
    """
    try:
        found = like.stat()
    except OSError:
        return
    for owner in (found.st_uid, -1):  # who may not give a file away may still leave it to the group
        with suppress(OSError):
            os.fchown(handle, owner, found.st_gid)
            break
    mode = found.st_mode & (0o3777 if stat.S_ISDIR(found.st_mode) else 0o777)
    if os.fstat(handle).st_gid == found.st_gid and _copy_access_list(handle, like):
        os.fchmod(handle, mode)
    else:
        os.fchmod(handle, mode & ~0o070 | (mode & 0o007) << 3)


def _copy_access_list(handle: int, like: Path) -> bool:
    """Copy the access list to an open file; return whether both then have the same list, or none."""
    if sys.platform != "linux":
        return True
    try:
        wanted = os.getxattr(like, _LIST)
    except OSError as error:
        with suppress(OSError):  # one that its folder gives to new files
            os.removexattr(handle, _LIST)
        return error.errno in _NO_LIST
    try:
        os.setxattr(handle, _LIST, wanted)
    except OSError:
        return False
    return True
