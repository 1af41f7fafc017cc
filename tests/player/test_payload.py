"""What crosses to the browser, byte by byte."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from experiments.running import run
from figures.height_map import sample_heights
from figures.styles import STYLES
from optimizers import Adam, Clipped, GradientDescent, Scheduled
from optimizers.schedules import CosineAnnealing
from player import assets
from player.payload import marked_minima, pack, race_payload, relief_id, relief_payload
from surfaces import Rosenbrock
from views.controls.component import FILES

SERVER = Starlette(
    routes=[*assets.routes(), Route("/", lambda _: HTMLResponse("the page"))],
    middleware=assets.middleware(),
)
ROSENBROCK = Rosenbrock()
START = (-1.2, 1.0)
STATIC = assets.HERE / "static"


def unpack(payload: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a message as static/payload.js does."""
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


def get(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the routes of the player for a file: status, headers, body."""
    sent: list[Any] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }

    async def ask() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        await SERVER(scope, AsyncMock(), send)

    with ThreadPoolExecutor() as elsewhere:  # a browser of another test may have its loop here
        elsewhere.submit(asyncio.run, ask()).result()
    answered = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(part["body"] for part in sent[1:])


@pytest.mark.parametrize("base", ["", "/deep/below"])
def test_files_are_served_below_any_path(base: str) -> None:
    status, headers, body = get(
        f"{base}/{assets.PLAYER.address}/main.js", accept_encoding="gzip, br"
    )
    assert status == 200
    assert headers["content-type"].startswith("text/javascript")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == (STATIC / "main.js").read_bytes()


def test_browsers_keep_files_for_good() -> None:
    path = f"/{assets.PLAYER.address}/player.css"
    status, headers, body = get(path)
    assert (status, body) == (200, (STATIC / "player.css").read_bytes())
    assert "content-encoding" not in headers
    assert "immutable" in headers["cache-control"]
    assert get(path, if_none_match=headers["etag"])[0] == 304


def test_plotly_comes_from_the_installed_package_and_nothing_else_is_served() -> None:
    assert get(f"/{assets.PLOTLY.addresses[0]}")[2] == assets.PLOTLY.paths[0].read_bytes()
    for name in ("nothing.js", "../assets.py", "..", "payload.py"):
        assert get(f"/{assets.PLAYER.address}/{name}")[0] == 404


def test_every_module_is_served_and_names_only_modules_that_exist() -> None:
    common = assets.HERE / "common"
    for path in [*STATIC.glob("*.js"), *FILES.paths, *common.glob("*.js")]:
        for up, module in re.findall(r'from "(\./|\.\./\.\./)([^"]+)"', path.read_text()):
            folder = path.parent if up == "./" else common
            assert (folder / module).is_file(), f"{path.name} imports {module}"
        assert "http://" not in path.read_text()
        assert "https://" not in path.read_text()


def test_the_first_page_announces_every_file_that_the_player_needs() -> None:
    status, headers, body = get("/")
    assert (status, body) == (200, b"the page")
    announced = set(re.findall(r"<([^>]+)>", headers["link"]))
    served = (assets.PLOTLY, assets.COMMON, assets.PLAYER)
    assert announced == {address for files in served for address in files.addresses}
    assert len(announced) == 1 + len([*STATIC.iterdir(), *(assets.HERE / "common").iterdir()])
    assert all(get(f"/{path}")[0] == 200 for path in announced)
    assert "link" not in get(f"/{assets.PLOTLY.addresses[0]}")[1]
