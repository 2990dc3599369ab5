"""Disks of other machines and folders of cloud services are told from this machine's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.errors import ProjectReadOnlyError
from annotator.project import Project
from annotator.store.disk import disks
from annotator.store.disk.disks import mount_of, parse_mounts, shared_disk
from tests.store.helpers import SCHEMA, TEXT, adding, make

LAPTOP = r"""
22 28 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
23 28 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
28 1 254:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw,errors=remount-ro
35 28 0:30 /@home /home rw,noatime shared:20 - btrfs /dev/nvme0n1p3 rw,ssd,subvolid=258,subvol=/@home
40 35 0:50 / /home/team rw,relatime shared:30 - nfs4 server.example:/export/team rw,vers=4.2,hard,proto=tcp
41 35 0:51 / /home/huda/Net\040work rw,relatime shared:31 master:2 - cifs //nas/all rw,vers=3.1.1,uid=1000
42 35 0:52 / /home/huda/server rw,nosuid,nodev,relatime shared:32 - fuse.sshfs huda@server:/data rw,user_id=1000
43 28 0:53 / /scratch rw - lustre 10.0.0.1@tcp:/scratch rw,flock
44 28 0:54 / /gpfs rw,relatime - gpfs gpfs0 rw
45 28 0:55 / /mnt/host rw,relatime - vboxsf share rw
46 28 0:56 / /mnt/usb rw,relatime - fuseblk /dev/sdb1 rw,user_id=0
47 28 0:57 / /mnt/strange rw,relatime - fuse.encfs encfs rw
48 28 0:58 / /mnt/c rw,noatime - 9p C:\134 rw,dirsync,aname=drvfs
49 28 0:59 / /net rw,relatime - autofs /etc/auto.net rw,fd=7
50 49 0:60 / /net/server rw,relatime - nfs server:/ rw,vers=3
51 28 0:50 /news /srv/news rw,relatime shared:30 - nfs4 server.example:/export/team/news rw,vers=4.2
52 28 0:61 / /mnt/team rw,relatime - nfs4 other:/ rw
53 52 254:7 / /mnt/team rw,relatime - xfs /dev/sdc1 rw
54 28 0:62 / /var/lib/docker/overlay2/x/merged rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/u
55 28 0:63 / /mnt/new\012line rw - ceph 1.2.3.4:/ rw
torn line - nfs4
99
""".strip()


@pytest.mark.parametrize(
    ("folder", "device", "kind", "point"),
    [
        ("/srv/work", "254:1", "ext4", "/"),
        ("/home/huda/work", "0:199", "btrfs", "/home"),  # files of btrfs have other devices than it itself
        ("/home/team", "0:50", "nfs4", "/home/team"),
        ("/home/team/news/2024", "0:50", "nfs4", "/home/team"),
        ("/home/teamwork", "0:199", "btrfs", "/home"),
        ("/home/huda/Net work/x", "0:51", "cifs", "/home/huda/Net work"),
        ("/home/huda/server/deep/er", "0:52", "fuse.sshfs", "/home/huda/server"),
        ("/scratch/huda", "0:53", "lustre", "/scratch"),
        ("/gpfs", "0:54", "gpfs", "/gpfs"),
        ("/mnt/host/news", "0:55", "vboxsf", "/mnt/host"),
        ("/mnt/usb", "0:56", "fuseblk", "/mnt/usb"),
        ("/mnt/strange", "0:57", "fuse.encfs", "/mnt/strange"),
        ("/mnt/c/Users/huda", "0:58", "9p", "/mnt/c"),
        ("/net/server/x", "0:60", "nfs", "/net/server"),
        ("/srv/news/a", "0:50", "nfs4", "/srv/news"),
        ("/mnt/team/x", "254:7", "xfs", "/mnt/team"),  # mounted over the other, which nobody sees any more
        ("/mnt/new\nline", "0:63", "ceph", "/mnt/new\nline"),
        ("/var/lib/docker/overlay2/x/merged/a", "0:300", "overlay", "/var/lib/docker/overlay2/x/merged"),
        ("/jail/news", "0:50", "nfs4", "/home/team"),  # as in a root of its own, which hides where that is
    ],
)
def test_the_disk_of_a_folder(folder: str, device: str, kind: str, point: str) -> None:
    major, minor = map(int, device.split(":"))
    found = mount_of(Path(folder), os.makedev(major, minor), parse_mounts(LAPTOP))
    assert found is not None
    assert (found.kind, found.point) == (kind, point)
    is_local = kind in {"ext4", "btrfs", "fuseblk", "fuse.encfs", "xfs", "overlay"}
    assert (kind in disks._NETWORK) != is_local


def test_a_sandbox_whose_whole_disk_comes_from_outside_is_a_machine_of_its_own() -> None:
    text = "1 0 0:10 / / rw - 9p none rw,trans=fd\n2 1 0:11 / /work rw - 9p none rw,trans=fd\n"
    for folder, minor in (("/home", 10), ("/work/x", 11)):
        assert mount_of(Path(folder), os.makedev(0, minor), parse_mounts(text)) is None
    text += "3 1 0:12 / /home/team rw - nfs4 server:/ rw\n"
    found = mount_of(Path("/home/team"), os.makedev(0, 12), parse_mounts(text))
    assert found is not None
    assert found.kind == "nfs4"


@pytest.mark.parametrize("text", ["", "nonsense\n", "1 2 3 4 5 6 7 - \n"])
def test_a_list_that_says_nothing(text: str) -> None:
    assert mount_of(Path("/home"), os.makedev(8, 1), parse_mounts(text)) is None


def test_the_numbers_that_linux_has_for_types() -> None:
    for number, kind in ((0x6969, "nfs"), (0xFE534D42, "smb2"), (0x0BD00BD0, "lustre"), (0xEF53, "")):
        raw = number.to_bytes(8, "little")
        assert disks._of_linux(raw + bytes(100)) == (kind, "")
    assert set(disks._MAGIC.values()) <= disks._NETWORK


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="no list of disks here")
def test_where_the_list_can_not_be_read_the_system_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def of_linux(raw: bytes) -> tuple[str, str]:
        asked.append(raw[:4])
        return "nfs", ""

    monkeypatch.setattr(disks, "_of_linux", of_linux)

    def unreadable(*_: object) -> str:
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", unreadable)
    shared = shared_disk(Path("/dev/annotator.db"))
    assert shared is not None
    assert shared.where == "on a network disk (nfs, mounted at /dev)"
    assert int.from_bytes(asked[0], "little") in {0x01021994, 0x62656572, 0x1373}, "tmpfs, as /dev is"


def test_what_macos_says() -> None:
    raw = bytes(72) + b"smbfs".ljust(16, b"\0") + b"/Volumes/team".ljust(1024, b"\0")
    assert disks._of_mac(raw + bytes(2000)) == ("smbfs", "/Volumes/team")


# --- folders that are synchronised ----------------------------------------------------------------

MARKS = {
    ".dropbox.cache/": "Dropbox",
    ".dropbox": "Dropbox",
    ".stfolder/": "Syncthing",
    ".stfolder": "Syncthing",
    ".sync/ID": "Resilio Sync",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".sync_c6217acc34d7.db": "Nextcloud",
    "._sync_c6217acc34d7.db": "Nextcloud",
    ".csync_journal.db": "ownCloud",
    ".tmp.drivedownload/": "Google Drive",
    ".tmp.driveupload/": "Google Drive",
    ".seafile-data/": "Seafile",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home of huda"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    return place


def put(mark: Path) -> None:
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


@pytest.mark.parametrize("mark", MARKS)
def test_what_a_service_leaves_in_its_folder(tmp_path: Path, mark: str) -> None:
    folder = tmp_path / "news"
    deep = folder / "2024" / "march"
    deep.mkdir(parents=True)
    assert shared_disk(deep / "annotator.db") is None
    if mark.endswith("/"):
        (folder / mark).mkdir()
    else:
        put(folder / mark)
    for place in (folder, deep, deep / "not there yet"):
        shared = shared_disk(place / "annotator.db")
        assert shared is not None
        assert shared.where == f"in a folder that {MARKS[mark]} synchronises ({folder})"
    assert shared_disk(tmp_path / "annotator.db") is None


@pytest.mark.parametrize(
    "mark", [".dropbox/info.json", ".sync/notes", ".sync_notes.txt", "stfolder", ".syncing"]
)
def test_what_only_looks_like_it(tmp_path: Path, mark: str) -> None:
    put(tmp_path / mark)
    assert shared_disk(tmp_path / "annotator.db") is None


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Dropbox", "Dropbox"), ("Dropbox (Personal)", "Dropbox"), ("OneDrive - Team", "OneDrive"),
        ("Google Drive", "Google Drive"), ("GoogleDrive", "Google Drive"), ("My Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"), ("ownCloud", "ownCloud"), ("Seafile", "Seafile"), ("MEGA", "MEGA"),
        ("MEGAsync", "MEGA"), ("pCloudDrive", "pCloud"), ("Yandex.Disk", "Yandex Disk"), ("iCloudDrive", "iCloud"),
        ("Box", "Box"), ("Box Sync", "Box"), ("SynologyDrive", "Synology Drive"), ("Insync", "Google Drive"),
        ("Library/CloudStorage", "a cloud service"), ("Library/Mobile Documents", "iCloud"),
    ],
)  # fmt: skip
def test_how_a_service_calls_its_folder_in_a_home_folder(home: Path, name: str, service: str) -> None:
    folder = home / name
    (folder / "news").mkdir(parents=True)
    shared = shared_disk(folder / "news" / "annotator.db")
    assert shared is not None
    assert shared.where == f"in a folder that {service} synchronises ({folder})"
    (home / "work" / name).mkdir(parents=True)
    assert shared_disk(home / "work" / name / "annotator.db") is None, (
        "the name means that in a home folder only"
    )


@pytest.mark.parametrize("name", ["Boxes", "Mega news", "news", "Library", "seafile-notes", "drop box"])
def test_other_folders_of_a_home_folder(home: Path, name: str) -> None:
    (home / name).mkdir()
    assert shared_disk(home / name / "annotator.db") is None


def test_the_folder_of_a_service_that_is_a_link(home: Path, tmp_path: Path) -> None:
    (tmp_path / "large" / "news").mkdir(parents=True)
    (home / "OneDrive").symlink_to(tmp_path / "large")
    for way in (home / "OneDrive" / "news", tmp_path / "large" / "news"):
        shared = shared_disk(way / "annotator.db")
        assert shared is not None
        assert shared.where == f"in a folder that OneDrive synchronises ({tmp_path / 'large'})"


def test_a_link_into_such_a_folder_and_out_of_it(home: Path, tmp_path: Path) -> None:
    (home / "Dropbox").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "in").symlink_to(home / "Dropbox")
    (home / "Dropbox" / "out").symlink_to(tmp_path / "own")
    assert shared_disk(tmp_path / "in" / "annotator.db") is not None
    assert shared_disk(home / "Dropbox" / "out" / "annotator.db") is None


def test_what_the_settings_of_dropbox_say(home: Path, tmp_path: Path) -> None:
    (tmp_path / "large" / "news").mkdir(parents=True)
    settings = home / ".dropbox" / "info.json"
    put(settings)
    for text in ("", "[]", "{}", '{"personal": {}}', '{"personal": 7}', "\x00"):
        settings.write_text(text)
        assert shared_disk(tmp_path / "large" / "news" / "annotator.db") is None
    settings.write_text(f'{{"personal": {{"path": "{tmp_path / "large"}", "host": 1, "is_team": false}}}}')
    shared = shared_disk(tmp_path / "large" / "news" / "annotator.db")
    assert shared is not None
    assert shared.where == f"in a folder that Dropbox synchronises ({tmp_path / 'large'})"


def test_where_nobody_knows_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", unknown)
    assert shared_disk(tmp_path / "annotator.db") is None


# --- a project there ------------------------------------------------------------------------------


def test_a_project_there_is_read_and_not_written(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    put(tmp_path / ".stfolder")
    with Project.open(path) as project:
        assert not project.writable
        assert len(project.work.status().articles) == 1
        with pytest.raises(ProjectReadOnlyError) as caught:
            project.layers.record(adding(5, 12))
    assert str(caught.value) == (
        f"{path} is in a folder that Syncthing synchronises ({tmp_path}), where a project that is written to can be damaged, "
        "so nothing was changed. Keep it in a folder that is not synchronised; on several machines, work in copies "
        "(annotator backup FILE) and bring them together with annotator merge. To write to it all the same, add --anywhere to the "
        "command."
    )
    with Project.open(path, anywhere=True) as project:
        project.layers.record(adding(5, 12))
        assert project.writable


def test_no_project_is_made_there(tmp_path: Path) -> None:
    put(tmp_path / ".stfolder")
    with pytest.raises(ProjectReadOnlyError, match=r"would be in a folder that Syncthing.*--anywhere"):
        Project.create(tmp_path / "annotator.db", SCHEMA)
    assert [path.name for path in tmp_path.iterdir()] == [".stfolder"]
    Project.create(tmp_path / "annotator.db", SCHEMA, anywhere=True).close()
    assert (tmp_path / "annotator.db").exists()
