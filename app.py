"""The frame: ``streamlit run app.py``.

Imported by the server, this file says what is served; run as a page, it shows one.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import views
from player import assets
from views import (
    assignment,
    basins,
    batches,
    fair,
    gallery,
    gradient_check,
    inside,
    lessons,
    namesakes,
    networks,
    normalization,
    profiles,
    race,
    seeds,
    sensitivity,
    teacher,
)
from views.classroom.keeper import FILES as CLASSROOM
from views.controls.component import FILES
from views.maps.component import FILES as MAPS
from views.presentation.component import FILES as PRESENTATION
from views.prints.component import FILES as PRINTS

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
    inside_page = st.Page(inside.page, title="Inside", icon=":material/biotech:", url_path="inside")
    batches_page = st.Page(
        batches.page, title="Batch sizes", icon=":material/grain:", url_path="batch-sizes"
    )
    gallery_page = st.Page(
        lambda: gallery.page(race_page, batches_page),
        title="Gallery",
        icon=":material/photo_library:",
        url_path="gallery",
    )
    namesakes_page = st.Page(
        lambda: namesakes.page(race_page),
        title="Same name",
        icon=":material/difference:",
        url_path="same-name",
    )
    fair_page = st.Page(
        lambda: fair.page(race_page),
        title="Fair race",
        icon=":material/balance:",
        url_path="fair-race",
    )
    sensitivity_page = st.Page(
        lambda: sensitivity.page(race_page),
        title="Sensitivity",
        icon=":material/tune:",
        url_path="sensitivity",
    )
    basins_page = st.Page(
        lambda: basins.page(race_page),
        title="Basins",
        icon=":material/water_drop:",
        url_path="basins",
    )
    profiles_page = st.Page(
        profiles.page, title="Profiles", icon=":material/leaderboard:", url_path="profiles"
    )
    normalization_page = st.Page(
        normalization.page,
        title="Batch normalization",
        icon=":material/blur_circular:",
        url_path="batch-normalization",
    )
    gradient_page = st.Page(
        gradient_check.page,
        title="Gradient check",
        icon=":material/change_history:",
        url_path="gradient-check",
    )
    seeds_page = st.Page(
        lambda: seeds.page(race_page), title="Seeds", icon=":material/casino:", url_path="seeds"
    )
    networks_page = st.Page(
        networks.page, title="Networks", icon=":material/hub:", url_path="networks"
    )
    lessons_page = st.Page(
        lambda: lessons.page(race_page),
        title="Lessons",
        icon=":material/school:",
        url_path="lessons",
    )
    assignment_page = st.Page(
        lambda: assignment.page(teacher_page if teacher.is_open() else None),
        title="Assignment",
        icon=":material/assignment:",
        url_path="assignment",
    )
    teacher_page = st.Page(
        lambda: teacher.page(assignment_page),
        title="For teachers",
        icon=":material/co_present:",
        url_path="teachers",
    )
    st.html(VIEWS / "style.css")
    sections = {
        "": [race_page, gallery_page],
        "Learn": [lessons_page, assignment_page, *[teacher_page] * teacher.is_open()],
        "Look inside": [inside_page, namesakes_page],
        "Data and networks": [networks_page, batches_page, normalization_page, gradient_page],
        "Laboratory": [sensitivity_page, basins_page, fair_page, profiles_page, seeds_page],
    }
    st.navigation({name: pages for name, pages in sections.items() if pages}, position="top").run()


if get_script_run_ctx(suppress_warning=True) is None:
    # The thread that answers browsers waits for the one that computes: 5 ms at a time by default.
    sys.setswitchinterval(0.0005)
    # Streamlit collects garbage after each run of a page, and would look through every module anew.
    gc.freeze()
    app = st.App(
        __file__,
        routes=assets.routes(FILES, MAPS, PRESENTATION, CLASSROOM, PRINTS),
        middleware=assets.middleware(FILES),
    )
else:
    page()
