"""Files as they come: what is found in folders and ZIPs, and what is refused unopened."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from lessons.archives import MOST_BYTES, MOST_FILES, MOST_NESTED, MOST_TAKEN, UnpackLimit
from lessons.files import ENOUGH, Found, Skipped, decoded, files_below, hand_ins_in, on_disk
from lessons.grading import PointsRow

TEXT = '{"format": "some"}'
BIG = b"{" + b" " * 790_000 + b"}"


def zipped(*files: tuple[str, bytes | str], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", way) as archive:
        for name, held in files:
            archive.writestr(name, held)
    return packed.getvalue()


def look(held: bytes, name: str = "all.zip") -> list[Found]:
    return [*hand_ins_in(name, io.BytesIO(held), len(held))]


def problem(held: bytes) -> str:
    """Return why a file is refused, which is all that is said of it."""
    (row,) = look(held)
    assert isinstance(row, PointsRow)
    return row.problem


def entry(held: bytes, crc: int, size: int, packed: int | None = None) -> tuple[bytes, bytes]:
    """Return a packed file with its header, and how it stands in the directory of its ZIP."""
    about = (8, 0, 0x21, crc, len(held) if packed is None else packed, size, 1)
    here = struct.pack("<4sHH5LH", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0)[:6]
    here += struct.pack("<HHHHLLLHH", 0, *about, 0) + b"a" + held
    there = struct.pack("<4sHH", b"PK\1\2", 20, 20)
    there += struct.pack("<HHHHLLLHHHHHLL", 0, *about, 0, 0, 0, 0, 0, 0) + b"a"
    return here, there


def overlapping(count: int, size: int | None = None, packed: int | None = None) -> bytes:
    """Return a ZIP whose files all lie at the same place."""
    held = zlib.compress(BIG, 9)[2:-4]
    here, there = entry(held, zlib.crc32(BIG), len(BIG) if size is None else size, packed)
    told = (0, 0, count & 0xFFFF, count & 0xFFFF, len(there) * count, len(here), 0)
    return here + there * count + struct.pack("<4sHHHHLLH", b"PK\5\6", *told)


def test_folders_as_platforms_make_them(tmp_path):
    for name in (
        "Ada Lovelace_12345_assignsubmission_file_/hand-in.json",
        "lovelaceada_123_456_hand-in.json",
        "Ada Lovelace/Version 1/hand-in.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT, "utf-8")
    (tmp_path / "empty").mkdir()
    every = [one for path, below in files_below([tmp_path]) for one in on_disk(path, below)]
    assert sorted(one[0].removeprefix(f"{tmp_path}/") for one in every) == [
        "Ada Lovelace/Version 1/hand-in.json",
        "Ada Lovelace_12345_assignsubmission_file_/hand-in.json",
        "lovelaceada_123_456_hand-in.json",
    ]
    assert {one[1] for one in every} == {TEXT}


@pytest.mark.parametrize(
    ("name", "held", "why"),
    [
        (".DS_Store", b"\0\0\0\1Bud1", "left by a computer"),
        ("deep/Thumbs.db", b"\xd0\xcf", "left by a computer"),
        ("THUMBS.DB", b"\xd0\xcf", "left by a computer"),
        ("desktop.ini", b"[.ShellClassInfo]", "left by a computer"),
        ("__MACOSX/ada/._hand-in.json", b"\0\5\x16\7", "left by a computer"),
        ("._hand-in.json", b"\0\5\x16\7", "left by a computer"),
        (".~lock.points.csv#", b",ada,", "left by a computer"),
        ("~$report.docx", b"ada", "left by a computer"),
        (".git/config", b"[core]", "left by a computer"),
        ("points.csv", "\ufefffile,name,points,of\n".encode(), "a table"),
        ("points.txt", b'sep=;\r\n"file";"name";"points";"of"', "a table"),
        ("points.csv", "file\tname\tpoints\tof".encode("utf-16"), "a table"),
        ("Grades-Week 3-12345.csv", b"Identifier,Full name,Grade", "a table"),
        ("points.xlsx", zipped(("[Content_Types].xml", "<x/>")), "a table"),
    ],
)
def test_what_is_no_hand_in_is_skipped_and_said_so(tmp_path, name, held, why):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(held)
    ((path, below),) = files_below([tmp_path])
    (skipped,) = on_disk(path, below)
    (packed,) = look(zipped((name, held)))
    assert isinstance(skipped, Skipped)
    assert isinstance(packed, Skipped)
    assert why in skipped.why
    assert packed.file == f"all.zip/{name}"


@pytest.mark.parametrize("name", ["mine.csv", "store.json", "ds_store.json", "thumbs.json", "x"])
def test_a_hand_in_is_found_under_any_other_name(name):
    assert look(TEXT.encode(), name) == [(name, TEXT)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_the_encoding_it_was_saved_in(encoding):
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    assert decoded(f"{mark}Zoë → 李".encode(encoding)) == "Zoë → 李"


def test_a_zip_in_a_zip_is_opened_and_not_without_end():
    held = zipped(("hand-in.json", TEXT))
    inner = zipped(("ada/all.zip", held), ("__MACOSX/x", ""), ("bob.json", TEXT))
    assert [one for one in look(inner) if not isinstance(one, Skipped)] == [
        ("all.zip/ada/all.zip/hand-in.json", TEXT),
        ("all.zip/bob.json", TEXT),
    ]
    for _ in range(3):
        held = zipped(("a.zip", held))
    assert "3 deep in others" in problem(held)


def test_names_in_zips_are_read_as_they_were_written():
    mac = zipped(("Zoe.json", TEXT)).replace(b"Zoe.json", "Zoë".encode() + b".jso")
    assert look(zipped(("Zoë\n.json", TEXT)))[0][0] == "all.zip/Zoë .json"
    assert look(mac)[0][0] == "all.zip/Zoë.jso"
    assert len(look(zipped(("x" * 60_000, TEXT)))[0][0]) < 300


def locked() -> bytes:
    held = bytearray(zipped(("a.json", TEXT)))
    held[6] |= 1
    held[held.index(b"PK\1\2") + 8] |= 1
    return bytes(held)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (zipped(), "nothing in it"),
        (b"PK\3\4nothing", "damaged ZIP"),
        (zipped(("a.json", TEXT))[:-30], "damaged ZIP"),
        (zipped(("a.json", TEXT)).replace(b"PK\3\4", b"PK\3\5"), "cannot be taken out of its ZIP"),
        (locked(), "password"),
        (zipped(("a.json", TEXT), way=zipfile.ZIP_BZIP2), "unusual way"),
        (zipped(("a.json", TEXT), way=zipfile.ZIP_LZMA), "unusual way"),
        (zipped(("[Content_Types].xml", ""), ("word/document.xml", "")), "office program"),
        (zipped(("mimetype", "application/vnd.oasis"), ("content.xml", "")), "office program"),
        (zipped(("a.json", b"%PDF-1.7")), "a PDF"),
        (zipped(("a.html", b"<!doctype html>")), "a web page"),
        (zipped(("a.json", b"{" + b" " * ENOUGH)), "more than 200000 characters"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_cannot_be_read_is_one_row_that_says_why(held, told):
    assert told in problem(held)


BOMBS = {
    "overlapping files": (overlapping(5000), "more than it has room for"),
    "overlapping files that tell small sizes": (overlapping(5000, packed=9), "damaged"),
    "a false size, too small": (overlapping(1, size=5), "damaged"),
    "a false size, too large": (overlapping(1, size=4_000_000_000), "more than 200000 characters"),
    "too many files": (overlapping(MOST_FILES + 1), f"more than {MOST_FILES} files"),
    "a large ZIP inside": (zipped(("a.zip", b"PK\3\4" + b"\0" * MOST_NESTED)), "more than 8 MB"),
    "many bytes of one file": (zipped(("a.json", b"{" + b" " * 60_000_000)), "200000 characters"),
    "bzip2": (zipped(("a.json", b"{" + b" " * 9_000_000), way=zipfile.ZIP_BZIP2), "unusual way"),
    "more than is held": (b"PK\3\4" + b"\0" * MOST_BYTES, "more than 64 MB"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_zip_bomb_is_refused_in_little_memory(name):
    held, told = BOMBS[name]
    tracemalloc.start()
    (*_, last) = look(held)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(last, PointsRow)
    assert told in last.problem
    assert peak < 8e6


def test_what_is_taken_out_of_a_zip_is_bounded_and_the_rest_is_told():
    room = UnpackLimit(most=2_000_000)
    held = zipped(*((f"{i}.json", BIG) for i in range(5)), ("last.json", TEXT))
    every = [*hand_ins_in("all.zip", io.BytesIO(held), len(held), room)]
    assert [isinstance(one, PointsRow) for one in every] == [False] * 3 + [True] * 3
    assert "unpack the ZIP" in every[-1].problem


def test_what_one_student_packs_takes_no_room_from_the_others():
    greedy = zipped(*((f"{i}.json", BIG) for i in range(40)))
    every = look(zipped(("eve.zip", greedy), ("zoe.json", TEXT)))
    assert every[-1] == ("all.zip/zoe.json", TEXT)
    assert sum(isinstance(one, PointsRow) for one in every) == 29
    assert 20 * (MOST_NESTED + len(BIG)) < MOST_TAKEN


def test_signatures_in_a_file_are_no_directory():
    eve = ("eve.bin", b"PK\1\2" * (2 * MOST_FILES))
    every = look(zipped(eve, ("zoe.json", TEXT), way=zipfile.ZIP_STORED))
    assert every[-1] == ("all.zip/zoe.json", TEXT)
    commented = bytearray(zipped(("zoe.json", TEXT)))
    commented[-2:] = b"\x05\0hello"
    assert look(bytes(commented)) == [("all.zip/zoe.json", TEXT)]


def test_a_damaged_file_in_a_zip_leaves_the_others():
    held = zipped(("a.json", TEXT * 9), ("b.json", TEXT), way=zipfile.ZIP_STORED)
    bad, good = look(held.replace(TEXT.encode() * 9, TEXT.encode() * 8 + b"x" * len(TEXT)))
    assert "cannot be taken out" in bad.problem
    assert good == ("all.zip/b.json", TEXT)


def test_a_pipe_and_a_missing_file_are_rows(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (row,) = on_disk(tmp_path / "pipe", "pipe")
    assert row.problem == "It is no file."
    (row,) = on_disk(tmp_path / "none.json", "none.json")
    assert row.problem == "It cannot be opened: No such file or directory."
    (row,) = on_disk(tmp_path / "a\0b", "a\0b")
    assert "cannot be opened" in row.problem


def test_a_folder_that_cannot_be_opened_is_a_row(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "ada.json").write_text(TEXT, "utf-8")
    scan = os.scandir

    def refuses(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuses)
    good, bad = (one for path, below in files_below([tmp_path]) for one in on_disk(path, below))
    assert good == (f"{tmp_path}/ada.json", TEXT)
    assert bad == PointsRow(f"{tmp_path}/closed", problem="It is a folder that cannot be opened.")


def test_a_file_name_that_is_no_utf_8_is_shown(tmp_path):
    name = os.path.join(os.fsencode(tmp_path), b"Zo\xeb.json")  # noqa: PTH118  (of bytes)
    with open(name, "wb") as file:  # noqa: PTH123  (of bytes)
        file.write(TEXT.encode())
    ((path, below),) = files_below([tmp_path])
    assert [*on_disk(path, below)] == [(f"{tmp_path}/Zo\ufffd.json", TEXT)]
