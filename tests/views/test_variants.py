"""The page of namesakes, without a browser."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from studies.variants import VARIANTS
from tests.views import pages


def opened(name: str, *, misread: bool = False) -> AppTest:
    return pages.opened("variants", urlencode({"name": name}), misread=misread)


@pytest.mark.parametrize("one", VARIANTS, ids=lambda one: one.name)
def test_each_name_has_its_words_formulas_and_numbers(one):
    app = opened(one.name)
    words = [element.value for element in app.markdown]
    assert one.difference in words
    assert len(app.latex) == len(one.experiment.optimizers)
    assert sum("part at step" in text for text in words) == len(one.experiment.optimizers) - 1


def test_an_unknown_name_shows_the_first():
    app = opened("nothing of the kind", misread=True)
    assert VARIANTS[0].difference in [element.value for element in app.markdown]
    assert app.query_params["name"] in (VARIANTS[0].name, [VARIANTS[0].name])
    assert "is not known" in app.warning[0].value


def test_a_name_that_a_messenger_mangled_is_told_and_read():
    app = opened(f"{VARIANTS[1].name}).", misread=True)
    assert VARIANTS[1].difference in [element.value for element in app.markdown]
    assert f"read as {VARIANTS[1].name}" in app.warning[0].value
