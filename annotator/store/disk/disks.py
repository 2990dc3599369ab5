"""Whether a file is on a disk of this machine, or where other machines write, too: on a network, or by a cloud service.

SQLite's log needs memory that all who have the file open share, and locks that hold for all of them. Machines share neither,
and a service that copies files one by one copies a project and its log as they were at two moments.

A disk is told by its type, one that is not listed is taken for this machine's own. A folder that is synchronised is told by
what the service leaves in it, by its name in a home folder, or by what the service's settings say.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.store.disk import cloud

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb2",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "coda",
        "9p",
        "lustre",
        "gpfs",
        "ceph",
        "beegfs",
        "glusterfs",
        "panfs",
        "pvfs2",
        "orangefs",
        "gfs2",
        "ocfs2",
        "fuse.sshfs",
        "fuse.ceph",
        "fuse.ceph-fuse",
        "fuse.glusterfs",
        "fuse.mfs",
        "fuse.moosefs",
        "fuse.juicefs",
        "fuse.lizardfs",
        "fuse.smbnetfs",
        "davfs",
        "fuse.davfs",
        "fuse.davfs2",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.gcsfuse",
        "fuse.goofys",
        "fuse.mount-s3",
        "fuse.blobfuse",
        "fuse.blobfuse2",
        "fuse.onedriver",
        "fuse.google-drive-ocamlfuse",
        "fuse.curlftpfs",
        "fuse.gvfsd-fuse",
        "fuse.kio-fuse",
        "vboxsf",
        "vmhgfs",
        "fuse.vmhgfs-fuse",
        "prl_fs",
        "afpfs",
        "webdav",
    ]
)
"""Types of disks that are another machine's, as Linux and macOS call them; those of a machine that runs this one, too."""

_OF_SANDBOXES = frozenset({"9p"})
"""What some sandboxes have in place of all disks; nobody else writes to them where even / is one."""

_MAGIC = {
    0x6969: "nfs", 0x517B: "smbfs", 0xFF534D42: "cifs", 0xFE534D42: "smb2", 0x564C: "ncpfs", 0x5346414F: "afs",
    0x73757245: "coda", 0x0BD00BD0: "lustre", 0x47504653: "gpfs", 0x00C36400: "ceph", 0x19830326: "beegfs",
    0xAAD7AAEA: "panfs", 0x20030528: "orangefs", 0x01161970: "gfs2", 0x7461636F: "ocfs2", 0x786F4256: "vboxsf",
}  # fmt: skip
"""Linux' numbers for them (statfs), for where its list of disks can't be read. Those of FUSE are all one number."""


_OVER_SSH = (
    "Work on the machine that has the disk, over ssh; or each in a copy (annotator backup FILE) on a disk of their own, and bring the "
    "copies together with annotator merge."
)
_ELSEWHERE = (
    "Keep it in a folder that is not synchronised; on several machines, work in copies (annotator backup FILE) and bring them "
    "together with annotator merge."
)


class Shared(NamedTuple):
    """Where a file is that other machines write to, and what to do instead of writing to it there, a sentence."""

    where: str
    instead: str


class Mount(NamedTuple):
    """A disk and where it is: its device as in `os.stat`, its type, and the folder on which it was mounted."""

    device: int
    kind: str
    point: str


def shared_disk(path: Path) -> Shared | None:
    """Return where a file is, or would be, that other machines write to; None for a disk of this machine.

    Of a path that leads through links, it is where they lead that counts.
    """
    real = Path(os.path.realpath(path))
    folder = next((parent for parent in real.parents if parent.is_dir()), None)
    if folder is None:
        return None
    for place in (folder, real):  # a file alone can be mounted, too
        mount = _mount(place)
        if mount is not None and mount.kind in _NETWORK:
            return Shared(f"on a network disk ({mount.kind}, mounted at {mount.point})", _OVER_SSH)
    found = cloud.sync_service(folder)
    if found is None:
        return None
    return Shared(f"in a folder that {found.service} synchronises ({found.folder})", _ELSEWHERE)


def _mount(place: Path) -> Mount | None:
    """Return the disk on which a file or folder is, None where that can't be told."""
    with suppress(OSError):
        if sys.platform == "darwin":
            return _by_statfs(place, _of_mac)
        if sys.platform == "linux":
            device = place.stat().st_dev
            try:
                known = parse_mounts(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape"))
            except OSError:
                return _by_statfs(place, _of_linux)
            return mount_of(place, device, known)
    return None


# --- the list of disks ----------------------------------------------------------------------------


def parse_mounts(text: str) -> list[Mount]:
    """Return the disks of a list as Linux writes it (proc_pid_mountinfo(5)). What makes no sense is left out."""
    found = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.partition(" ")[0]
        if len(fields) < 6 or not re.fullmatch(r"\d+:\d+", fields[2]):
            continue
        major, minor = map(int, fields[2].split(":"))
        found.append(Mount(os.makedev(major, minor), kind, _unescaped(fields[4])))
    return found


def _unescaped(text: str) -> str:
    """Return a path as it is: blanks, tabs, line ends and backslashes are written in octal."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def mount_of(place: Path, device: int, known: Sequence[Mount]) -> Mount | None:
    """Return the disk on which a file or folder of that device is.

    A device is of one type, wherever it is mounted. Devices of some types (btrfs, overlay) differ from those of their files:
    then the nearest folder on which something is mounted tells.
    """
    own = [mount for mount in known if mount.device == device]
    around = [mount for mount in own or known if _is_in(os.fspath(place), mount.point)]
    found = max(around or own, key=lambda mount: len(mount.point), default=None)
    if found is None or found.kind not in _OF_SANDBOXES:
        return found
    is_sandbox = any(mount.kind == found.kind and mount.point == "/" for mount in known)
    return None if is_sandbox else found


def _is_in(path: str, point: str) -> bool:
    return path == point or path.startswith(point if point.endswith("/") else f"{point}/")


# --- statfs ---------------------------------------------------------------------------------------


def _by_statfs(place: Path, read: Callable[[bytes], tuple[str, str]]) -> Mount | None:
    """Ask the system. Python knows no such call."""
    import ctypes

    raw = ctypes.create_string_buffer(4096)
    library = ctypes.CDLL(None, use_errno=True)
    call = getattr(library, "statfs$INODE64", None) or library.statfs
    if call(os.fsencode(place), raw):
        return None
    kind, point = read(raw.raw)
    return Mount(0, kind, point or os.fspath(place))


def _of_linux(raw: bytes) -> tuple[str, str]:
    return _MAGIC.get(int.from_bytes(raw[:4], sys.byteorder), ""), ""


def _of_mac(raw: bytes) -> tuple[str, str]:
    """Return the type and the place, as <sys/mount.h> has them for inodes of 64 bits."""
    kind, point = raw[72:88], raw[88 : 88 + 1024]
    return os.fsdecode(kind.split(b"\0")[0]), os.fsdecode(point.split(b"\0")[0])
