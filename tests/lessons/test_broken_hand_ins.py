"""Hand-ins and ZIPs that are broken at random: the small version of the benchmark."""

from __future__ import annotations

from benchmarks import broken_hand_ins
from lessons.files import hand_ins_in


def test_no_broken_file_stops_the_others(capsys):
    assert broken_hand_ins.main(["--files", "600", "--seed", "13"]) == 0
    assert "0 went wrong" in capsys.readouterr().out


def test_it_would_be_seen_if_one_did(monkeypatch, capsys):
    def fails(name, *about):
        if name != "good.json":
            raise RuntimeError
        return hand_ins_in(name, *about)

    monkeypatch.setattr(broken_hand_ins, "hand_ins_in", fails)
    assert broken_hand_ins.main(["--files", "5"]) == 1
    assert "file 3 raised RuntimeError()" in capsys.readouterr().out
