"""Whether anybody has a database open, told by the locks that SQLite keeps on its file."""

from __future__ import annotations

import os
import re
from pathlib import Path

_LOCKS = Path("/proc/locks")
_POSIX = re.compile(r"^\d+: (?:-> )?POSIX .* ([0-9a-f]+):([0-9a-f]+):(\d+) \d+ (?:\d+|EOF)$", re.MULTILINE)


def in_use(path: Path) -> bool | None:
    """Return whether somebody has the database at `path` open, this process included; None where that can't be told.

    The file is not opened: closing it would drop the locks that this process has on it. Who opened it and has not read from
    it yet, and who has it open on another machine or in another container, is not seen. Raises OSError.
    """
    status = path.stat()
    try:
        listed = _LOCKS.read_text("ascii", "replace")
    except OSError:
        return None
    devices = {
        (int(major, 16), int(minor, 16))
        for major, minor, number in _POSIX.findall(listed)
        if int(number) == status.st_ino
    }
    if not devices:
        return False
    # Some file systems (btrfs, overlayfs) show another device here than the one that the kernel lists.
    return True if (os.major(status.st_dev), os.minor(status.st_dev)) in devices else None
