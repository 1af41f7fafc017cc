"""What all command lines share: numbers that make sense, UTF-8, and a quiet end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from core.commands import output, real_number, whole_number

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("text", ["-3", "0", "11", "1.5", "nan", "", "1e2", "٣٣"])
def test_a_whole_number_out_of_bounds_is_refused_with_them(text):
    with pytest.raises(ArgumentTypeError, match="no whole number from 1 to 10"):
        whole_number(1, 10)(text)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "many", ""])
def test_a_number_that_is_not_finite_is_refused(text):
    with pytest.raises(ArgumentTypeError, match="no finite number"):
        real_number()(text)


def test_numbers_that_make_sense_are_read():
    assert [whole_number(1, 10)(text) for text in ("1", " 10 ", "+3")] == [1, 10, 3]
    assert real_number()("-2.5e-3") == -0.0025
    with pytest.raises(ArgumentTypeError, match="from 0 to 1"):
        real_number(0, 1)("1.5")


def test_the_place_of_an_output_is_tried(tmp_path):
    assert output(".npz")(str(tmp_path / "a.npz")) == tmp_path / "a.npz"
    with pytest.raises(ArgumentTypeError, match=r"ends in \.npz"):
        output(".npz")(str(tmp_path / "a.png"))
    with pytest.raises(ArgumentTypeError, match="there is no folder"):
        output()(str(tmp_path / "none" / "a.csv"))


SPEAKS = "from core.commands import command; command(lambda: print('\\xe9 \\u2192 \\u03c0'))"
WAITS = "import sys, time; from core.commands import command\n{}"


@pytest.mark.parametrize(
    "console",
    [{"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii:strict"}, {"LC_ALL": "C"}],
    ids=str,
)
def test_text_goes_out_in_utf_8_whatever_the_console_says(console):
    plain = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", SPEAKS],
        cwd=ROOT,
        env={**os.environ, **plain, **console},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("utf-8").split() == ["é", "→", "π"]


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("command(lambda: (print('ready', flush=True), time.sleep(60)))", 130),
        ("print('ready', flush=True); time.sleep(60)", -signal.SIGINT),
    ],
    ids=["at work", "still importing"],
)
def test_ctrl_c_ends_a_command_without_a_traceback(program, code):
    with subprocess.Popen(
        [sys.executable, "-c", WAITS.format(program)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout.readline() == "ready\n"
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=20)
    assert said == "\ncancelled\n"
    assert running.returncode == code


def test_another_error_is_told_as_python_tells_it():
    program = [sys.executable, "-c", WAITS.format("1/0")]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "ZeroDivisionError" in done.stderr
    assert done.returncode == 1


def test_a_reader_that_goes_away_is_no_error():
    program = WAITS.format("command(lambda: [print('x' * 100) for _ in range(100_000)] and 0)")
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout.readline() == "x" * 100 + "\n"
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 2
