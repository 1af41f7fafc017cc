"""The frame: ``streamlit run app.py``.

Imported by the server, this file says what is served; run as a page, it shows one.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

import views
from views.pages import (
    assignment,
    basins,
    batch_sizes,
    fair_race,
    gallery,
    gradient_check,
    inside,
    lessons,
    networks,
    normalization,
    profiles,
    race,
    seeds,
    sensitivity,
    teachers,
    variants,
)
from web import assets
from web.modules import PAGES

VIEWS = Path(views.__file__).parent


def page() -> None:
    """Show the page that the visitor chose."""
    st.set_page_config(
        "Loss landscapes",
        VIEWS / "icon.svg",
        layout="wide",
        initial_sidebar_state=400,
    )
    race_page = st.Page(race.page, title="Race", icon=":material/flag:", default=True)
    inside_page = _page(inside.page, "Inside", "biotech")
    namesakes_page = _page(lambda: variants.page(race_page), "Same name", "difference")
    networks_page = _page(networks.page, "Networks", "hub")
    batches_page = _page(batch_sizes.page, "Batch sizes", "grain")
    normalization_page = _page(normalization.page, "Batch normalization", "blur_circular")
    gradient_page = _page(gradient_check.page, "Gradient check", "change_history")
    sensitivity_page = _page(lambda: sensitivity.page(race_page), "Sensitivity", "tune")
    basins_page = _page(lambda: basins.page(race_page), "Basins", "water_drop")
    fair_page = _page(lambda: fair_race.page(race_page), "Fair race", "balance")
    profiles_page = _page(profiles.page, "Profiles", "leaderboard")
    seeds_page = _page(lambda: seeds.page(race_page), "Seeds", "casino")
    gallery_page = _page(lambda: gallery.page(race_page, batches_page), "Gallery", "photo_library")
    lessons_page = _page(lambda: lessons.page(race_page), "Lessons", "school")
    teacher_page = _page(lambda: teachers.page(assignment_page), "Teachers", "co_present")
    assignment_page = _page(
        lambda: assignment.page(teacher_page if teachers.is_open() else None),
        "Assignment",
        "assignment",
    )
    st.html(PAGES / "style.css")
    sections = {
        "": [race_page, gallery_page],
        "Learn": [lessons_page, assignment_page, *[teacher_page] * teachers.is_open()],
        "Look inside": [inside_page, namesakes_page],
        "Data and networks": [networks_page, batches_page, normalization_page, gradient_page],
        "Laboratory": [sensitivity_page, basins_page, fair_page, profiles_page, seeds_page],
    }
    st.navigation({name: pages for name, pages in sections.items() if pages}, position="top").run()


def _page(draw: Callable[[], None], title: str, icon: str) -> StreamlitPage:
    """Return a page; its address is its title."""
    path = title.lower().replace(" ", "-")
    return st.Page(draw, title=title, icon=f":material/{icon}:", url_path=path)


if get_script_run_ctx(suppress_warning=True) is None:
    # The thread that answers browsers waits for the one that computes: 5 ms at a time by default.
    sys.setswitchinterval(0.0005)
    # What was imported stays: no collection of garbage needs to look through it.
    gc.freeze()
    app = st.App(
        __file__,
        routes=assets.routes(),
        middleware=assets.middleware(),
    )
else:
    page()
