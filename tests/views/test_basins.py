"""The page of basins, without a browser, and what its maps are told."""

from __future__ import annotations

import json
import struct
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from figures.basins import SHOWN, minimum_paint
from optimizers import Adam, GradientDescent, Momentum
from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.shares import percent, sentence, shares
from surfaces import Himmelblau, Noisy, Rastrigin
from tests.views import pages
from views.pages import basins
from views.parts.controls.settings import ground, place
from web.maps.component import facts

TWO = (
    "surface=Himmelblau()&size=64&steps=120&seed=0&optimizer=GradientDescent()&optimizer=Momentum()"
)


opened = partial(pages.opened, "basins")


def html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def test_the_page_says_in_words_and_numbers_what_the_maps_show():
    app = opened(TWO)
    maps = BasinMap.from_query(TWO).run()
    told = "\n".join(element.value for element in app.markdown)
    page = html(app)
    for name, one in zip(("Gradient descent", "Momentum"), maps, strict=True):
        assert sentence(name, one) in told
        for minimum, share in shares(one):
            assert percent(share) in page
            assert minimum_paint(minimum).color in page
    assert len(app.get("bidi_component")) >= 2
    assert not app.warning


@pytest.mark.parametrize("show", SHOWN)
def test_what_is_shown_stands_in_the_link(show):
    app = opened(f"{TWO}&show={show}")
    assert not app.warning
    assert app.get("button_group")
    assert ("class='basins-scale'" in html(app)) == (show == "steps")


def test_a_wrong_word_in_the_link_is_told():
    assert "choose one of" in opened(f"{TWO}&show=nothing", misread=True).warning[0].value
    app = opened(TWO.replace("size=64", "size=7"), misread=True)
    assert "size = 7 is out of range" in app.warning[0].value


def test_fields_change_the_map():
    value = BasinMap.from_query(TWO)
    fields = {f.key: f for group in basins._fields(value) for f in group.everything()}
    assert fields["size"].change(value, "128").size == 128
    assert fields["steps"].change(value, 33).steps == 33
    assert "seed" not in fields
    four = BasinMap(Himmelblau(), (Adam(),) * 4, 64)
    add = next(f for group in basins._fields(four) for f in group.everything() if f.key == "add")
    with pytest.raises(ValueError, match="too many for one map"):
        add.change(four, "add")
    with pytest.raises(ValueError, match="none of"):
        fields["size"].change(value, "7")
    noisy = BasinMap(Noisy(Himmelblau(), sigma=0.1), (Adam(),), 100)
    fields = {f.key: f for group in basins._fields(noisy) for f in group.everything()}
    assert fields["seed"].change(noisy, 4).seed == 4
    assert fields["size"].change(noisy, "100") == noisy, "a size of the link's own is offered"


def test_maps_are_remembered_within_bounds(monkeypatch):
    basins._remembered.clear()
    monkeypatch.setattr(basins._remembered, "most", 600_000)

    def report(part, what):
        assert 0 <= part <= 1
        assert "64 × 64" in what

    values = [BasinMap(Himmelblau(), (Adam(lr=0.1), Momentum()), 64, n) for n in (20, 30, 40)]
    for value in values:
        basins._remembering(value, report)
        assert len(basins._recalled(value)) == 2
        assert basins._remembered.total <= 600_000
    assert not basins._recalled(values[0])
    four = BasinMap(Himmelblau(), (Adam(lr=0.1), Adam(lr=0.2), Adam(), Momentum()), 64, 20)
    basins._remembering(four, report)
    assert len(basins._recalled(four)) == 4, "what is shown stays, however large"
    ours = basins._recalled(four)[0]
    basins._remembering(four, report)
    assert basins._recalled(four)[0] is ours


def unpacked(message):
    (length,) = struct.unpack("<I", message[:4])
    header = json.loads(message[4 : 4 + length])
    body = message[4 + length :]
    arrays = {}
    for name, (kind, at, size) in header["arrays"].items():
        arrays[name] = np.frombuffer(body, np.dtype(kind), size, at)
    return header, arrays


def test_the_browser_is_told_every_start():
    value = BasinMap(Rastrigin(), (Adam(lr=0.1), GradientDescent(lr=1.0)), 64, 300)
    maps = value.run()
    header, arrays = unpacked(facts(maps, ["one", "two"], of="key", name="n", about="a"))
    assert header["size"] == 64
    np.testing.assert_allclose(header["low"], value.surface.domain.low)
    np.testing.assert_allclose(header["high"], value.surface.domain.high)
    assert len(header["paints"]["minimum"]) == len(header["minima"]) == maps[0].minima.shape[1]
    assert header["numbered"] == [], "too many to number"
    for k, one in enumerate(maps):
        np.testing.assert_array_equal(arrays[f"label{k}"].view("<u2"), one.label.ravel() + 1)
        np.testing.assert_array_equal(arrays[f"arrived{k}"].view("<u2"), one.arrived.ravel() + 1)
        np.testing.assert_array_equal(arrays[f"ending{k}"], one.ending.ravel())
        finite = np.isfinite(one.value.ravel()) & (one.value.ravel() < 1e38)
        np.testing.assert_allclose(arrays[f"loss{k}"][finite], one.value.ravel()[finite], rtol=1e-6)
        assert np.isfinite(arrays[f"loss{k}"]).all()


def test_a_part_of_the_map_stands_in_the_link_and_another_surface_is_shown_whole():
    app = opened(f"{TWO}&box=0,0,3,3")
    assert not app.warning
    assert app.query_params["box"] in ("0,0,3,3", ["0,0,3,3"])
    out = next(button for button in app.button if button.label == "Zoom out")
    out.click().run()
    assert not app.exception
    assert "box" not in app.query_params
    close = BasinMap.from_query(f"{TWO}&box=0,0,3,3")
    (surface,) = place(close)[0].fields
    for other in ("Beale", "StyblinskiTang"):  # on another map, and on one just as large
        assert surface.change(close, other).box == ()
    noise = next(field for field in ground(close) if field.key == "noise")
    assert noise.change(close, 1.0).box == close.box
