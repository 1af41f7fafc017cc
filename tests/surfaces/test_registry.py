import importlib
import inspect
import pkgutil
from dataclasses import FrozenInstanceError, fields

import pytest

import surfaces
from core.knobs import knobs
from surfaces import SURFACES, WRAPPERS, Surface
from surfaces.base import Box
from surfaces.networks import NETWORKS


def concrete(kind):
    for below in kind.__subclasses__():
        if not inspect.isabstract(below) and below.__module__.startswith("surfaces."):
            yield below
        yield from concrete(below)


def test_every_surface_is_registered_under_its_own_name():
    for module in pkgutil.iter_modules(surfaces.__path__):
        importlib.import_module(f"surfaces.{module.name}")
    registered = {**SURFACES, **WRAPPERS}
    assert set(concrete(Surface)) == {*registered.values(), *NETWORKS.values()}
    assert all(kind.__name__ == name for name, kind in {**registered, **NETWORKS}.items())
    assert all(getattr(surfaces, name) is kind for name, kind in registered.items())


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_needs_no_arguments_and_stays_as_it_is(name):
    surface = SURFACES[name]()
    assert surface == SURFACES[name]()
    for field in fields(surface):
        with pytest.raises(FrozenInstanceError):
            setattr(surface, field.name, 0.0)


@pytest.mark.parametrize("kind", {**SURFACES, **WRAPPERS}.values())
def test_a_surface_tells_what_it_is(kind):
    for fact in (kind.title, kind.teaches, kind.source):
        assert fact.strip()
        assert "\n" not in fact
    assert "https://" in kind.source or "ISBN" in kind.source
    assert ".. math::" in kind.__doc__
    for about in knobs(kind).values():
        assert about.symbol in kind.formula


@pytest.mark.parametrize("kind", {**SURFACES, **WRAPPERS}.values())
def test_defaults_lie_within_their_ranges(kind):
    for field in fields(kind):
        about = field.metadata.get("knob")
        if about is not None:
            assert about.low <= field.default <= about.high
            assert about.low > 0 or not about.log


def test_a_map_knows_its_point_nearest_to_any():
    box = Box((-1.0, 0.0), (1.0, 2.0))
    assert box.nearest((0.5, 1.5)) == (0.5, 1.5)
    assert box.nearest((-7.0, 3.0)) == (-1.0, 2.0)
