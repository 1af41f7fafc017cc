"""Pages opened at a link, without a browser."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.testing.v1 import AppTest

from tests.browser import APP, SLOW_MACHINE
from views.state.session import VIEWS

SECONDS = SLOW_MACHINE / 1000
TITLES = re.findall(r'_page\([^"]*"([\w ]+)"', APP.read_text(encoding="utf-8"))
PATHS = tuple(title.lower().replace(" ", "-") for title in TITLES)
"""Of all pages of the app but the first."""
LINK_OFF = ":material/link_off:"
"""The icon of all that is told of a link."""


def alone(name: str) -> None:
    """Show a page as the first one, as AppTest cannot turn to one that is no file."""
    from importlib import import_module
    from inspect import signature

    import streamlit as st

    from views.pages import batch_sizes, race

    others = {
        "race": st.Page(race.page, title="Race", url_path="race"),
        "batches": st.Page(batch_sizes.page, title="Batch sizes", url_path="batch-sizes"),
        "assignment": st.Page(lambda: None, title="Assignment", url_path="assignment"),
        "teacher": st.Page(lambda: None, title="Teachers", url_path="teachers"),
    }
    page = import_module(f"views.pages.{name}").page
    leads_to = [others[other.removesuffix("_page")] for other in signature(page).parameters]
    first = st.Page(lambda: page(*leads_to), title="First", default=True)
    st.navigation([first, *others.values()]).run()


def opened(name: str = "", query: str = "", *, misread: bool = False, **state: Any) -> AppTest:
    """Open a page by the name of its module, or the app, at a link; ``state`` of the session.

    ``misread`` is to say whether the page tells that it could not read the link as it stands.
    """
    if name:
        app = AppTest.from_function(alone, kwargs={"name": name}, default_timeout=SECONDS)
    else:
        app = AppTest.from_file(APP, default_timeout=SECONDS)
    for key, text in parse_qsl(query, keep_blank_values=True):
        app.query_params[key] = [*app.query_params.get(key, []), text]
    for key, value in state.items():
        app.session_state[key] = value
    told = [one.value for one in settled(app.run()).warning if one.icon == LINK_OFF]
    assert bool(told) is misread, told or "nothing was told of the link"
    return app


def settled(app: AppTest) -> AppTest:
    """Check that the page was drawn to its end."""
    assert not app.exception, app.exception
    return app


def address(app: AppTest) -> str:
    """Return what the address bar holds, but for how it is looked at."""
    texts = {k: [v] if isinstance(v, str) else v for k, v in app.query_params.items()}
    return urlencode([(k, v) for k, vs in texts.items() for v in vs if k not in VIEWS])
