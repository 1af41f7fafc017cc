"""A map or a sweep from the command line."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from optimizers import Adam, Momentum
from studies import basins, read_back, sweep
from studies.__main__ import main
from surfaces import Himmelblau, Rosenbrock

MAP = ["basins", "--surface", "Himmelblau()", "--optimizer", "Adam(lr=0.1)"]
ENDLESS = ["basins", "--surface", "Noisy(Rosenbrock(),sigma=5)", "--optimizer", "Adam(lr=0.1)"]
"""Noise never lets a run settle."""
SWEEP = ["sweep", "--surface", "Rosenbrock", "--optimizer", "Adam()", "--steps", "30"]


def test_a_map_as_a_command_with_processes_and_a_bar(tmp_path):
    out = tmp_path / "map.npz"
    command = [sys.executable, "-m", "studies", *MAP, "--size", "20"]
    command += ["--steps", "60", "--workers", "2", "--out", str(out), "--dtype", "float64"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout == ""
    assert "100%" in done.stderr
    assert f"written to {out}" in done.stderr
    picture = basins(Adam(lr=0.1), Himmelblau(), size=20, steps=60)
    arrays = read_back(out)
    assert str(arrays["text"]) == picture.to_query()
    assert np.array_equal(arrays["label"], picture.label)
    assert np.array_equal(arrays["end"], picture.end, equal_nan=True)


def test_a_sweep_over_two_knobs(tmp_path, capsys):
    out = tmp_path / "sweep.npz"
    asked = [*SWEEP, "--optimizer", "Adam(eps=1e-4)", "--knob", "lr=1e-3:1:4"]
    asked += ["--knob", "beta1=0:0.8:3", "--start=0,1", "--start=-1,2", "--seeds", "2"]
    main([*asked, "--target", "3", "--out", str(out)])
    knobs = {"lr": np.geomspace(1e-3, 1, 4), "beta1": np.linspace(0, 0.8, 3)}
    starts = [[0.0, -1.0], [1.0, 2.0]]
    rules = [Adam(), Adam(eps=1e-4)]
    expected = sweep(rules, Rosenbrock(), knobs, starts, (0, 1), 30, target=3)
    arrays = read_back(out)
    assert str(arrays["text"]) == expected.to_query()
    assert np.array_equal(arrays["loss"], expected.loss)
    assert np.array_equal(arrays["solved"], expected.solved)
    assert "100%" in capsys.readouterr().err


def test_listed_values_and_random_starts_on_the_map(tmp_path):
    out = tmp_path / "sweep.npz"
    asked = ["sweep", "--surface", "Rosenbrock", "--optimizer", "Momentum", "--steps", "5"]
    main([*asked, "--knob", "lr=0.001,0.002", "--random-starts", "6", "--out", str(out)])
    arrays = read_back(out)
    assert list(arrays["knob_lr"]) == [0.001, 0.002]
    low, high = np.array(Rosenbrock().domain.low), np.array(Rosenbrock().domain.high)
    starts = arrays["starts"].T
    assert starts.shape == (6, 2)
    assert ((low <= starts) & (starts <= high)).all()
    expected = sweep([Momentum()], Rosenbrock(), {"lr": [0.001, 0.002]}, starts.T, steps=5)
    assert np.array_equal(arrays["loss"], expected.loss)


def test_a_disk_that_fills_up_leaves_the_earlier_file(tmp_path, monkeypatch, capsys):
    out = tmp_path / "map.npz"
    asked = [*MAP, "--size", "4", "--steps", "5", "--out", str(out)]
    main(asked)
    before = out.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SystemExit) as stopped:
        main(asked)
    assert stopped.value.code == 2
    assert "map.npz cannot be written: No space left on device" in capsys.readouterr().err
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_it_with_its_processes_and_without_a_file(tmp_path, workers):
    asked = [*ENDLESS, "--size", "32", "--steps", "10000000", "--workers", workers]
    with subprocess.Popen(
        [sys.executable, "-m", "studies", *asked, "--out", tmp_path / "map.npz"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stderr.read(1)  # it is at work
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does, to all of them
        said = running.stderr.read()  # ends when the last of them does
    assert said.endswith("\ncancelled\n")
    assert "Traceback" not in said
    assert running.returncode == 130
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([*MAP, "--out", "map.png"], "name a file that ends in .npz"),
        ([*MAP, "--out", "no/such/folder/map.npz"], "there is no folder"),
        ([*MAP, "--size", "4000", "--out", "map.npz"], "no whole number from 2 to 1024"),
        ([*MAP, "--dtype", "int", "--out", "map.npz"], "leave --dtype out"),
        ([*MAP, "--dtype", "float32", "--out", "map.npz"], "leave --dtype out"),
        ([*MAP[:3], "--optimizer", "Adm()", "--out", "a.npz"], "did you mean Adam"),
        ([*MAP[:1], "--surface", "Himmel", *MAP[3:], "--out", "a.npz"], "did you mean Himmelblau"),
        ([*SWEEP, "--knob", "lr=fast", "--out", "a.npz"], "--knob lr=fast cannot be read"),
        ([*SWEEP, "--knob", "lr=1:2", "--out", "a.npz"], "from:to:how many"),
        ([*SWEEP, "--knob", "speed=1", "--out", "a.npz"], "Adam has no knob speed"),
        ([*SWEEP, "--knob", "lr=5", "--out", "a.npz"], "lr = 5 is out of range in Adam"),
        ([*SWEEP, "--knob", "lr=0.1", "--start", "1", "--out", "a.npz"], "has 2 coordinates"),
        ([*SWEEP, "--knob", "lr=0.1", "--start", "a,b", "--out", "a.npz"], "write --start=-1,2"),
        ([*SWEEP, "--knob", "lr=0.1", "--seeds", "0", "--out", "a.npz"], "no whole number from 1"),
        ([*MAP, "--workers", "-3", "--out", "a.npz"], "no whole number from 1"),
        ([*MAP, "--steps", "0", "--out", "a.npz"], "no whole number from 1"),
        ([*MAP, "--seed", "-1", "--out", "a.npz"], "no whole number from 0"),
        ([*MAP, "--seed", "1.5", "--out", "a.npz"], "no whole number from 0"),
        ([*MAP, "--out", "../"], "name a file that ends in .npz"),
        ([*SWEEP, "--knob", "lr=0.1", "--target", "nan", "--out", "a.npz"], "no finite number"),
        ([*SWEEP, "--knob", "lr=0.1", "--random-starts", "-1", "--out", "a.npz"], "from 0"),
        ([*SWEEP, "--knob", "lr=1e-4:1:99999999999", "--out", "a.npz"], "cannot be read"),
        ([*SWEEP, "--knob", "lr=1e-4:1:0", "--out", "a.npz"], "cannot be read"),
        ([*SWEEP, "--knob", "lr=0.1", "--knob", "lr=0.2", "--out", "a.npz"], "given twice"),
        ([*SWEEP, "--knob", "lr=0.1:1:99999", "--seeds", "99999", "--out", "a.npz"], "too many"),
    ],
    ids=str,
)
def test_wrong_arguments_get_a_sentence_and_no_file(
    arguments, sentence, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
