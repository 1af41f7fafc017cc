"""The race: the player in the middle, what it shows chosen at the side, verdicts underneath."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.knobs import knobs
from experiments import SEED, STEPS, Experiment, bounds
from experiments.labels import labels
from experiments.scenes import SCENES
from figures.relief import Relief, relief
from player.component import View, events, play
from surfaces import SURFACES, Noisy
from surfaces.base import Point, Surface
from views import compute
from views.entrants import entrant_cards
from views.fields import key_of, knob_widget, number, show
from views.results import note, results, summary
from views.session import ARENA, RESULTS, SCENE, SCENE_TITLES, SETTINGS, VIEWS, edit, load, publish


def page() -> None:
    """Draw the whole page for the experiment of this visitor."""
    load()
    _heading()
    _arena()  # before the widgets, so that the picture changes while they are still being drawn
    with st.sidebar:
        _settings()
        st.subheader("Optimizers", anchor=False)
        entrant_cards()
    _results()


@st.fragment(key=SCENE)
def _heading() -> None:
    """Draw what was wrong with the link or a change, and the choice of a scene with its hint."""
    experiment: Experiment = st.session_state.experiment
    if st.session_state.problems:
        st.warning(
            "Some of this link could not be read. Shown is the nearest race to it.\n\n"
            + "\n".join(f"- {_plain(problem)}" for problem in st.session_state.problems),
            icon=":material/link_off:",
        )
    if refusal := st.session_state.pop("refusal", None):
        st.toast(_plain(refusal), icon=":material/error:")
    chooser, hint = st.columns([2, 3], vertical_alignment="center")
    chooser.selectbox(
        "Scene",
        [scene.title for scene in SCENES],
        index=None,
        placeholder="Pick a scene, or build your own race",
        key=show("scene", SCENE_TITLES.get(experiment)),
        on_change=_scene_chosen,
        label_visibility="collapsed",
    )
    for scene in SCENES:
        if scene.experiment == experiment:
            hint.markdown(f":material/visibility: {scene.look_for}")


@st.fragment(key=ARENA)
def _arena() -> None:
    """Draw the player, and bring the address bar up to date."""
    experiment: Experiment = st.session_state.experiment
    held = events()
    if held.dragging and held.start:
        experiment = replace(experiment, start=_on_map(experiment.surface, held.start))
        trajectories = compute.preview(experiment)
        notes = [f"loss {trajectory.value[-1]:.2g}" for trajectory in trajectories]
    else:
        publish()
        trajectories = compute.race(experiment)
        notes = [note(trajectory) for trajectory in trajectories]
    names = labels(experiment.optimizers)
    play(
        trajectories,
        names,
        experiment.surface,
        _relief(experiment.surface),
        view=_view(),
        start=experiment.start[:2],
        notes=notes,
        summary=summary(names, notes, trajectories),
        on_start=_start_moved,
        on_view=_view_switched,
    )


@st.fragment(key=SETTINGS)
def _settings() -> None:
    """Draw where the race takes place, how long it is and where it starts."""
    st.subheader("Surface", anchor=False)
    _surface_widgets(st.session_state.experiment)
    _race_widgets(st.session_state.experiment)


@st.fragment(key=RESULTS)
def _results() -> None:
    """Draw what came out."""
    experiment: Experiment = st.session_state.experiment
    results(labels(experiment.optimizers), compute.race(experiment))


def _surface_widgets(experiment: Experiment) -> None:
    """Draw the choice of a surface, its knobs, and how noisy its gradients are."""
    surface: Any = experiment.surface
    noisy = isinstance(surface, Noisy)
    inner = surface.surface if noisy else surface
    path = ("surface", "surface") if noisy else ("surface",)
    st.selectbox(
        "Surface",
        list(SURFACES),
        format_func=lambda name: SURFACES[name].title,
        key=show(key_of(("surface",), "choice"), type(inner).__name__),
        on_change=_surface_chosen,
        help=inner.teaches,
        label_visibility="collapsed",
    )
    st.latex(f"f(x, y) = {inner.formula}")
    for field, knob in knobs(inner).items():
        knob_widget(_label(knob.symbol, field), (*path, field), knob, getattr(inner, field))
    sigma = knobs(Noisy)["sigma"]
    st.slider(
        "Gradient noise $\\sigma$",
        0.0,
        sigma.high,
        step=sigma.high / 100,
        key=show(key_of(("surface",), "noise"), surface.sigma if noisy else 0.0),
        on_change=_noise_chosen,
        help="The same random push for every optimizer at each step, drawn from the seed.",
    )
    if noisy:
        number("Seed", ("seed",), experiment.seed, int(SEED.low), int(SEED.high))


def _race_widgets(experiment: Experiment) -> None:
    """Draw how long the race is and where it starts."""
    number("Steps", ("steps",), experiment.steps, int(STEPS.low), int(STEPS.high))
    axes = zip(st.columns(2, wrap=False), "xy", bounds(experiment.surface), strict=True)
    for i, (column, name, allowed) in enumerate(axes):
        with column:
            start = experiment.start[i]
            number(f"Start {name}", ("start", i), start, float(allowed.low), float(allowed.high))
    starts = [tuple(map(float, start)) for start in experiment.surface.starts]
    current = experiment.start if experiment.start in starts else None
    st.pills(
        "Classic starts",
        starts,
        format_func=lambda start: ", ".join(f"{c:g}" for c in start),
        key=show("classic start", current),
        on_change=_classic_start_chosen,
    )


def _view() -> View:
    """Return how the link says to look at the race."""
    state = st.session_state
    layout, dimension = (state.wished.get(key, VIEWS[key][0]) for key in ("layout", "view"))
    return View(layout, dimension, state.asked)


def _start_moved() -> None:
    """Keep a start that was let go; one still held is only followed."""
    now = events()
    if now.start and not now.dragging:
        start = _on_map(st.session_state.experiment.surface, now.start)
        edit(lambda experiment: replace(experiment, start=start), redraw=SETTINGS)


def _view_switched() -> None:
    """Remember how the visitor looks at the race; the usual way needs no word in the link."""
    switched = events().view
    if switched:
        chosen = {"layout": switched.layout, "view": switched.dimension}
        usual = {key: choices[0] for key, choices in VIEWS.items()}
        st.session_state.view = {k: v for k, v in chosen.items() if v != usual[k]}
        st.session_state.edited = True  # the address follows


def _scene_chosen() -> None:
    """Go to the scene; clearing the choice keeps the race."""
    for scene in SCENES:
        if scene.title == st.session_state.scene:
            edit(lambda _, scene=scene: scene.experiment)


def _surface_chosen() -> None:
    """Put another surface in, with its first classic start; the noise stays."""
    surface = SURFACES[st.session_state[key_of(("surface",), "choice")]]()

    def change(experiment: Experiment) -> Experiment:
        old = experiment.surface
        new = Noisy(surface, sigma=old.sigma) if isinstance(old, Noisy) else surface
        return replace(experiment, surface=new, start=tuple(map(float, surface.starts[0])))

    edit(change, redraw=SETTINGS)


def _noise_chosen() -> None:
    """Wrap the surface in noise, change it, or take it away."""
    sigma = st.session_state[key_of(("surface",), "noise")]

    def change(experiment: Experiment) -> Experiment:
        old = experiment.surface
        surface = old.surface if isinstance(old, Noisy) else old
        return replace(experiment, surface=Noisy(surface, sigma=sigma) if sigma else surface)

    edit(change, redraw=SETTINGS)


def _classic_start_chosen() -> None:
    """Start from a classic point; clearing the choice keeps the start."""
    start = st.session_state["classic start"]
    edit(lambda race: replace(race, start=start) if start else race, redraw=SETTINGS)


def _on_map(surface: Surface, point: Point) -> Point:
    """Return the point of the map nearest to a point."""
    box = surface.domain
    return tuple(
        min(max(c, low), high) for c, low, high in zip(point, box.low, box.high, strict=True)
    )


def _relief(surface: Surface) -> Relief:
    """Return the heights of a map; noise does not change them."""
    return _remembered_relief(repr(getattr(surface, "surface", surface)), surface)


@st.cache_resource(max_entries=64, show_spinner=False)
def _remembered_relief(text: str, _surface: Surface) -> Relief:  # noqa: ARG001 - the cache key
    """Remember the heights of a map by the text of its surface."""
    return relief(_surface)


def _label(symbol: str, field: str) -> str:
    """Name a knob by its symbol, and by its word where that says more."""
    return (
        f"${symbol}$" if symbol == field else f"{field.replace('_', ' ').capitalize()} ${symbol}$"
    )


def _plain(text: str) -> str:
    """Keep what stands in a link from being read as Markdown."""
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"
