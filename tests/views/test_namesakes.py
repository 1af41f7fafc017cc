"""The page of namesakes, without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from experiments.namesakes import NAMESAKES


def namesakes_alone() -> None:
    """Show the page as the first one, as AppTest cannot turn to one that is no file."""
    import streamlit as st

    from views import namesakes, race

    race_page = st.Page(race.page, title="Race", url_path="race")
    page = st.Page(lambda: namesakes.page(race_page), title="Same name", default=True)
    st.navigation([page, race_page]).run()


def opened(name: str = "") -> AppTest:
    app = AppTest.from_function(namesakes_alone, default_timeout=60)
    if name:
        app.query_params["name"] = name
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("one", NAMESAKES, ids=lambda one: one.name)
def test_each_name_has_its_words_formulas_and_numbers(one):
    app = opened(one.name)
    words = [element.value for element in app.markdown]
    assert one.difference in words
    assert len(app.latex) == len(one.experiment.optimizers)
    assert sum("part at step" in text for text in words) == len(one.experiment.optimizers) - 1


def test_an_unknown_name_shows_the_first():
    app = opened("nothing of the kind")
    assert NAMESAKES[0].difference in [element.value for element in app.markdown]
    assert app.query_params["name"] in (NAMESAKES[0].name, [NAMESAKES[0].name])
