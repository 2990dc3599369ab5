"""Whether other machines can write to a file: on a network disk, or in a folder that a service synchronises.

SQLite's log needs shared memory and locks that hold for everyone who has the file open, which machines don't share. A service
that copies files one by one copies a project and its log as of two moments.

A disk is recognised by its type; an unknown type counts as local. A synchronised folder is recognised by what the service
leaves in it, by its name in a home folder, or by the service's settings.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.model import Struct
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
"""Types of disks that are on another machine, or on the host of a virtual machine, as Linux and macOS name them."""

_OF_SANDBOXES = frozenset({"9p"})
"""Types that some sandboxes use for all disks: local if / has the type, too."""

_MAGIC = {
    0x6969: "nfs", 0x517B: "smbfs", 0xFF534D42: "cifs", 0xFE534D42: "smb2", 0x564C: "ncpfs", 0x5346414F: "afs",
    0x73757245: "coda", 0x0BD00BD0: "lustre", 0x47504653: "gpfs", 0x00C36400: "ceph", 0x19830326: "beegfs",
    0xAAD7AAEA: "panfs", 0x20030528: "orangefs", 0x01161970: "gfs2", 0x7461636F: "ocfs2", 0x786F4256: "vboxsf",
}  # fmt: skip
"""The numbers of these types in Linux' statfs, used if /proc/self/mountinfo can't be read. All FUSE disks share one number."""


_OVER_SSH = (
    "Work on the machine that has the disk, over ssh; or each in a copy (annotator backup FILE) on a disk of their own, and bring the "
    "copies together with annotator merge."
)
_ELSEWHERE = (
    "Keep it in a folder that is not synchronised; on several machines, work in copies (annotator backup FILE) and bring them "
    "together with annotator merge."
)


class Shared(Struct, frozen=True):
    """Where the shared file is, and a sentence on what to do instead of writing to it."""

    where: str
    instead: str


class Mount(Struct, frozen=True):
    """A mounted disk: its device as in `os.stat`, its type, and the folder where it is mounted."""

    device: int
    kind: str
    point: str


def shared_disk(path: Path) -> Shared | None:
    """Return where a file is, or would be made, if other machines can write there; None for a local disk. Links are followed."""
    real = Path(os.path.realpath(path))
    folder = next((parent for parent in real.parents if parent.is_dir()), None)
    if folder is None:
        return None
    known = _mounts()
    for file in (folder, real):  # a file alone can be mounted, too
        mount = _mount(file, known)
        if mount is not None and mount.kind in _NETWORK:
            return Shared(f"on a network disk ({mount.kind}, mounted at {mount.point})", _OVER_SSH)
    found = cloud.sync_service(folder)
    if found is None:
        return None
    return Shared(f"in a folder that {found.service} synchronises ({found.folder})", _ELSEWHERE)


def _mounts() -> list[Mount] | None:
    """Return the mounted disks where Linux lists them, else None."""
    try:
        return parse_mounts(Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape"))
    except OSError:
        return None


def _mount(path: Path, known: Sequence[Mount] | None) -> Mount | None:
    """Return the disk of a file or folder, None if it can't be determined; `known` are the mounted disks."""
    with suppress(OSError):
        if sys.platform == "darwin":
            return _by_statfs(path, _of_mac)
        if sys.platform == "linux":
            device = path.stat().st_dev
            return _by_statfs(path, _of_linux) if known is None else mount_of(path, device, known)
    return None


# --- the list of disks ----------------------------------------------------------------------------


def parse_mounts(text: str) -> list[Mount]:
    """Return the disks listed in the text of /proc/self/mountinfo, see proc_pid_mountinfo(5). Malformed lines are skipped."""
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
    """Return a path with its octal escapes, used for blanks, tabs, line ends and backslashes, replaced."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def mount_of(path: Path, device: int, known: Sequence[Mount]) -> Mount | None:
    """Return the disk of a file or folder that is on `device`, None if none fits.

    On btrfs and overlay, files have another device than the disk; the nearest folder with a mount is taken then.
    """
    own = [mount for mount in known if mount.device == device]
    around = [mount for mount in own or known if _is_in(os.fspath(path), mount.point)]
    found = max(around or own, key=lambda mount: len(mount.point), default=None)
    if found is None or found.kind not in _OF_SANDBOXES:
        return found
    is_sandbox = any(mount.kind == found.kind and mount.point == "/" for mount in known)
    return None if is_sandbox else found


def _is_in(path: str, point: str) -> bool:
    return path == point or path.startswith(point if point.endswith("/") else f"{point}/")


# --- statfs ---------------------------------------------------------------------------------------


def _by_statfs(path: Path, read: Callable[[bytes], tuple[str, str]]) -> Mount | None:
    """Call statfs through ctypes, because Python has no such function."""
    import ctypes

    raw = ctypes.create_string_buffer(4096)
    library = ctypes.CDLL(None, use_errno=True)
    call = getattr(library, "statfs$INODE64", None) or library.statfs
    if call(os.fsencode(path), raw):
        return None
    kind, point = read(raw.raw)
    return Mount(0, kind, point or os.fspath(path))


def _of_linux(raw: bytes) -> tuple[str, str]:
    return _MAGIC.get(int.from_bytes(raw[:4], sys.byteorder), ""), ""


def _of_mac(raw: bytes) -> tuple[str, str]:
    """Return type and mount point from a struct statfs with 64-bit inodes, as <sys/mount.h> has it."""
    kind, point = raw[72:88], raw[88 : 88 + 1024]
    return os.fsdecode(kind.split(b"\0")[0]), os.fsdecode(point.split(b"\0")[0])
