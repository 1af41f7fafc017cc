"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from core import outputs
from core.outputs import whole, writable, write_text

OLD = "what stood there before"


def held(folder: Path) -> dict[str, str]:
    """Return all files of a folder with what they hold."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.is_file()}


def test_a_text_takes_the_place_of_another_with_its_ends_of_lines(tmp_path):
    place = tmp_path / "points.csv"
    write_text(place, "é\r\nb\n")
    assert place.read_bytes() == "é\r\nb\n".encode()
    write_text(place, "a", "utf-8-sig")
    assert place.read_bytes() == b"\xef\xbb\xbfa"
    assert [*held(tmp_path)] == ["points.csv"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_what_stood_there_stays_where_writing_ends_half_way(tmp_path, error):
    place = tmp_path / "points.csv"
    place.write_text(OLD, "utf-8")

    def write():
        with whole(place) as file:
            file.write(b"half of it")
            raise error

    with pytest.raises(type(error)):
        write()
    assert held(tmp_path) == {"points.csv": OLD}


def test_a_disk_that_fills_up_at_the_end_leaves_the_old_file(tmp_path, monkeypatch):
    place = tmp_path / "points.csv"
    place.write_text(OLD, "utf-8")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(outputs.os, "fsync", full)
    with pytest.raises(OSError, match=r"points\.csv cannot be written: No space left on device"):
        write_text(place, "new")
    assert held(tmp_path) == {"points.csv": OLD}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "it is a folder: name a file in it"),
        ("no/such/points.csv", "there is no folder"),
        ("points.csv/more.csv", "there is no folder"),
        ("a\0b", "null"),
        ("x" * 300, "too long"),
        ("circle", "cannot be written"),
    ],
)
def test_a_place_is_tried_before_the_work_and_nothing_is_left(tmp_path, name, told):
    (tmp_path / "points.csv").write_text(OLD, "utf-8")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(OSError, match=told):
        writable(tmp_path / name)
    with pytest.raises(OSError, match=told):
        write_text(tmp_path / name, "new")
    assert held(tmp_path) == {"points.csv": OLD}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_or_a_file_that_may_not_be_written_is_told(tmp_path):
    place = tmp_path / "points.csv"
    place.write_text(OLD, "utf-8")
    place.chmod(0o444)
    with pytest.raises(OSError, match="Permission denied"):
        writable(place)
    tmp_path.chmod(0o555)
    with pytest.raises(OSError, match="Permission denied"):
        writable(tmp_path / "other.csv")


def test_a_file_keeps_its_mode_and_a_link_leads_where_it_led(tmp_path):
    place, link = tmp_path / "points.csv", tmp_path / "link.csv"
    place.write_text(OLD, "utf-8")
    place.chmod(0o640)
    link.symlink_to(place)
    write_text(link, "new")
    assert link.is_symlink()
    assert place.read_text("utf-8") == "new"
    assert stat.S_IMODE(place.stat().st_mode) == 0o640


def test_a_device_is_written_to_as_it_is():
    write_text("/dev/null", "gone")
    assert not Path("/dev/null").is_file()
    with pytest.raises(OSError, match="/dev/full cannot be written: No space left"):
        write_text("/dev/full", "too much")
