"""The operating system's errors about files, in plain words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_WORDS = {
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "a part of the path is no folder",
    errno.EISDIR: "it is a folder",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "a file may not be that large here",
    errno.EROFS: "the disk can only be read",
    errno.EIO: "the disk does not work as it should",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "its links lead in a circle",
    errno.EBUSY: "it is in use",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.EPIPE: "whoever read it is gone",
    errno.EBADF: "it is closed",
    errno.ENXIO: "nobody reads it",
}


def reason(error: OSError) -> str:
    """Return why a call failed, as a clause without a full stop; where a right is missing, with the owner of the file."""
    words = _WORDS.get(error.errno or 0) or error.strerror or str(error)
    if error.errno in {errno.EACCES, errno.EPERM} and isinstance(error.filename, str | os.PathLike):
        words += whose(Path(os.fspath(error.filename)))
    return words


def whose(path: Path) -> str:
    """Return in brackets the owner of a file, or of the nearest folder above it that can be read; "" where there is none."""
    for near in (path, *path.absolute().parents):
        try:
            what = "the folder" if near.is_dir() else "the file"
            return f" ({what} is {owner(near)}'s)"
        except OSError:
            continue
        except NotImplementedError:
            break
    return ""


def owner(path: Path) -> str:
    """Return the name of a file's owner. Raises OSError, NotImplementedError."""
    try:
        return path.owner()
    except KeyError:  # a user without a name on this machine
        return f"user {path.stat().st_uid}"
