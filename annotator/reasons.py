"""What the system says of a file, in the program's own words."""

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
    """Return why the system did not do it: a clause without a full stop, with whose the file is where a right is lacking."""
    words = _WORDS.get(error.errno or 0) or error.strerror or str(error)
    if error.errno in {errno.EACCES, errno.EPERM} and isinstance(error.filename, str | os.PathLike):
        words += whose(Path(os.fspath(error.filename)))
    return words


def whose(path: Path) -> str:
    """Return in brackets whose a file is, or else the nearest folder that can be seen; nothing where that can't be told."""
    for place in (path, *path.absolute().parents):
        try:
            what = "the folder" if place.is_dir() else "the file"
            return f" ({what} is {owner(place)}'s)"
        except OSError:
            continue
        except NotImplementedError:
            break
    return ""


def owner(path: Path) -> str:
    """Return whose a file is. Raises OSError, NotImplementedError."""
    try:
        return path.owner()
    except KeyError:  # nobody whom this machine knows by name
        return f"user {path.stat().st_uid}"
