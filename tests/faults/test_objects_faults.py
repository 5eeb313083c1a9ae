"""What disks do: they fill up, they lose power between two steps, they spoil octets, they go away."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pdinbox.adapters.objects import FolderObjects
from pdinbox.ports import Refused, Unavailable

MAIL = b"Subject: a request\r\n\r\nA text.\r\n"
DIGEST = hashlib.sha256(MAIL).hexdigest()

WRITE_UNTIL_FULL = """
import resource, signal, sys
from pathlib import Path
from pdinbox.adapters.objects import FolderObjects
from pdinbox.ports import Unavailable

root, limit, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
objects = FolderObjects(root)
small = objects.begin()
small.write(b"kept before")
small.close()
if limit:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
spool = objects.begin()
try:
    for _ in range(size // 1000):
        spool.write(b"x" * 1000)
    spool.close()
except Unavailable as wrong:
    print("unavailable:", wrong)
print("left:", len(list((root / "tmp").iterdir())), "objects:", len(list(root.glob("??/??/*"))))
after = objects.begin()
after.write(b"kept after")
print("after:", objects.read(after.close()).decode())
"""


def keep(objects: FolderObjects, octets: bytes = MAIL) -> str:
    spool = objects.begin()
    spool.write(octets)
    return spool.close()


def written_until_full(root: Path, *, size: int) -> str:
    """Run the writer on a disk of 200 KB where this user may mount one, else under a limit on the size of files."""
    root.mkdir()
    writer = [sys.executable, "-c", WRITE_UNTIL_FULL, str(root)]
    if _may_mount(root):
        mount = f'mount -t tmpfs -o size=200k none "{root}" && exec "$@"'
        command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh", *writer, "0", str(size)]
    else:
        command = [*writer, "50000", str(size)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _may_mount(root: Path) -> bool:
    if not shutil.which("unshare"):
        return False
    probe = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", str(root)]
    return subprocess.run(probe, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("size", [400_000, 201_000], ids=["full while writing", "full at the last octets"])
def test_a_full_disk_says_try_later_leaves_nothing_half_and_goes_on_when_there_is_room(tmp_path: Path, size):
    said = written_until_full(tmp_path / "objects", size=size)

    assert "unavailable: the octets can not be" in said
    assert "left: 0 objects: 1" in said
    assert "after: kept after" in said


def test_a_limit_on_the_size_of_files_is_a_full_disk_too(tmp_path: Path):
    writer = [sys.executable, "-c", WRITE_UNTIL_FULL, str(tmp_path / "objects"), "50000", "200000"]
    done = subprocess.run(writer, check=True, capture_output=True, text=True, timeout=60)

    assert "unavailable: the octets can not be written (File too large)" in done.stdout
    assert "left: 0 objects: 1" in done.stdout


def test_a_process_killed_before_the_end_leaves_no_object_and_its_spool_is_cleared_a_day_later(tmp_path: Path):
    script = "import os, sys; from pathlib import Path; from pdinbox.adapters.objects import FolderObjects;"
    script += "spool = FolderObjects(Path(sys.argv[1])).begin(); spool.write(b'x' * 100_000); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    (left,) = (tmp_path / "tmp").iterdir()

    FolderObjects(tmp_path)
    assert left.exists()

    os.utime(left, (time.time() - 90_000, time.time() - 90_000))
    FolderObjects(tmp_path)
    assert not left.exists()


def test_spoiled_octets_are_refused_and_heal_when_the_mail_comes_again(tmp_path: Path):
    objects = FolderObjects(tmp_path)
    path = objects.path(keep(objects))
    path.write_bytes(MAIL[:-1] + b"!")

    with pytest.raises(Refused, match="damaged"):
        objects.read(DIGEST)

    keep(objects)
    assert objects.read(DIGEST) == MAIL


def test_a_folder_that_can_not_be_made_is_unavailable(tmp_path: Path):
    (tmp_path / "objects").write_text("a file stands where the folder should")

    with pytest.raises(Unavailable, match="objects"):
        FolderObjects(tmp_path / "objects")


def test_a_disk_that_went_away_is_unavailable(tmp_path: Path):
    objects = FolderObjects(tmp_path / "objects")
    shutil.rmtree(tmp_path / "objects")

    with pytest.raises(Unavailable):
        objects.begin()


def test_an_object_that_can_not_be_read_is_unavailable_not_refused(tmp_path: Path):
    objects = FolderObjects(tmp_path)
    objects.path(keep(objects)).unlink()
    (tmp_path / DIGEST[:2] / DIGEST[2:4] / DIGEST).mkdir()

    with pytest.raises(Unavailable):
        objects.read(DIGEST)


def test_mails_are_readable_by_the_desks_user_only(tmp_path: Path):
    objects = FolderObjects(tmp_path / "objects")
    path = objects.path(keep(objects))

    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
