"""Performance profiles: rules over the whole catalogue of surfaces, under one protocol."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from core.verbatim import in_markdown
from exports.studies import linked_program
from figures.fair_races import profile, successes
from studies.profiles import EVERY, TOLERANCE, Profile, ProfileResult
from views.pages.fair_race import protocol_fields
from views.parts import figure_block
from views.parts.controls.cards import entrants
from views.parts.controls.component import controls
from views.parts.controls.fields import Field, knob_field, switch
from views.parts.controls.groups import Group, Section
from views.parts.controls.values import one_of
from views.parts.export_panel import ExportContents, File, drawer
from views.state.cache import Cache
from views.state.run_cache import one_at_a_time, refused, underway
from views.state.url_state import Subject
from web.standalone.figures import Drawn

PROFILE = Subject("profile", Profile)
REMEMBERED = 16

_remembered: Cache[ProfileResult] = Cache(REMEMBERED)


def page() -> None:
    """Draw the whole page for the profile of this visitor."""
    PROFILE.load()
    st.title("Performance profiles", anchor=False)
    st.markdown(
        "One surface proves little. Here every rule is tuned on each surface of the catalogue, at"
        " the same price, and judged on other starts. A problem is a surface and a start; it is"
        " solved once the loss has come down nearly as far as any of the rules brought it."
    )
    PROFILE.complain("profile")
    with st.sidebar:
        controls(_fields, "profile-controls", PROFILE)
    if refused(PROFILE):
        PROFILE.publish()
        return
    result = _result(PROFILE.value)
    PROFILE.publish()
    if result is None:
        return
    _told(result)


def _fields(value: Profile) -> list[Group]:
    """Return everything that may be changed."""
    return [
        Section("Surfaces", [_family(value, name) for name in EVERY]),
        Section(
            "Protocol",
            [
                knob_field(("tolerance",), TOLERANCE, value.tolerance, "Solved at τ"),
                *protocol_fields(value.protocol),
            ],
        ),
        *entrants(value),
    ]


def _family(value: Profile, name: str) -> Field:
    """Return whether the surfaces of a family take part."""

    def change(held: Profile, answer: Any) -> Profile:
        wanted = one_of(answer, {"yes": True, "no": False})
        kept = [one for one in EVERY if (wanted if one == name else one in held.families)]
        if not kept:
            raise ValueError("one family of surfaces has to stay")
        return replace(held, families=tuple(kept))

    field = switch(("families", name), name in value.families, name)
    return replace(field, change=change)


def _result(value: Profile) -> ProfileResult | None:
    """Recall what came out, or let the visitor start what takes a while."""
    text = value.to_query()
    fresh = text not in _remembered
    runs = len(value.surfaces) * len(value.optimizers)
    offer = st.empty()
    if fresh and st.session_state.get("profile-asked") != text:
        with offer.container():
            st.button(
                f"Run {len(value.optimizers)} rules on {len(value.surfaces)} surfaces",
                type="primary",
                icon=":material/play_arrow:",
                on_click=lambda: st.session_state.update({"profile-asked": text}),
            )
            st.caption("Each is tuned and judged; it takes some seconds and can be cancelled.")
        return None

    def run() -> ProfileResult:
        with underway(PROFILE, long=True) as report, one_at_a_time:
            return value.run(lambda part: report(part, f"{part:.0%} of {runs} tunings …"))

    return _remembered.recall(text, run)


def _told(result: ProfileResult) -> None:
    """Draw what came out."""
    st.markdown(f"**{in_markdown(result.sentence)}**")
    every = _drawn(result)
    figure_block.show(every[0], key="profile-chart")
    st.caption(
        "Each line says on which share of the problems a rule needed at most so many times the"
        " evaluations of the cheapest rule there. Far left: how often it is the cheapest; far"
        " right: how often it gets there at all. Profiles depend on who takes part: compare two"
        " rules by a profile of these two (Gould and Scott, 2016)."
    )
    st.subheader("Who solves what", anchor=False)
    figure_block.show(every[1], key="profile-table")
    st.caption("The share of starts solved, and the median evaluations where it is solved.")
    drawer(lambda: _contents(result, every), key="profile-away")


def _drawn(result: ProfileResult) -> list[Drawn]:
    """Return the figures of a profile."""
    names = ", ".join(result.names)
    return [
        Drawn(
            "profiles",
            "Performance profiles",
            f"Performance profiles of {names}. {result.sentence}",
            partial(profile, result),
        ),
        Drawn(
            "successes",
            "Who solves what",
            f"Share of starts solved, and median evaluations, by surface, of {names}.",
            partial(successes, result),
        ),
    ]


def _contents(result: ProfileResult, every: list[Drawn]) -> ExportContents:
    """Return all that may be taken away of a profile."""
    asked, title = result.profile, "Performance profiles"
    return ExportContents(
        "this profile",
        asked.to_query(),
        "**Numbers:** every run, and those of the figures",
        [
            File("Every run as CSV", result.table, "every-run.csv", "text/csv"),
            *figure_block.tables(every),
        ],
        lambda: figure_block.save(every, "profiles", title, result.sentence, key="profile-save"),
        {"This library": ("profiles.py", partial(linked_program, asked, title + "."))},
    )
