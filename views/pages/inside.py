"""Inside an optimizer: one step of one entrant, line by line, with the numbers that it had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from core.arrays import Array, norm
from diagnosis.inspection import Call, Inspection
from diagnosis.numbers_as_text import say
from diagnosis.tracing import Passage
from experiments import Experiment
from experiments.cost import PREVIEW
from experiments.labels import labels, layers
from figures.equations import block
from figures.inside import field_styles, step_map
from figures.over_time import is_drawable, over_time
from figures.styles import color_of
from figures.typeset import typeset
from views.parts.figure_block import show as show_figure
from views.parts.html import dark
from views.parts.player_block import watch
from views.parts.rule_card import about
from views.state.inspection_cache import Look, look_at
from views.state.run_cache import refused
from views.state.session import RACE
from web.modules import PAGES
from web.player.component import View, events
from web.standalone.figures import Drawn

KEY = "inside-player"
ENTRANT, LAYER = "inside-entrant", "inside-layer"
NOUNS = {"value": "value", "grad": "gradient", "hess": "Hessian"}


def page() -> None:
    """Draw the whole page for the experiment of this visitor."""
    RACE.load()
    st.html(PAGES / "inside.css")
    st.title("Inside an optimizer", anchor=False)
    RACE.complain("race")
    experiment = RACE.value
    entrant, layer = _choices(experiment)
    if refused(RACE, _alone(experiment, entrant).cost.refusal()):
        RACE.publish()
        return
    _step(entrant, layer)
    optimizer = experiment.optimizers[entrant]
    about(layers(optimizer)[layer], look_at(experiment, entrant).inspection)


def _alone(experiment: Experiment, entrant: int) -> Experiment:
    """Return the race of one entrant by itself."""
    return replace(experiment, optimizers=(experiment.optimizers[entrant],))


def _choices(experiment: Experiment) -> tuple[int, int]:
    """Draw the choice of an entrant and, where rules are wrapped, of a layer; return both."""
    state, names = st.session_state, labels(experiment.optimizers)
    if state.get(ENTRANT) not in range(len(names)):
        state[ENTRANT] = 0
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    entrant = left.selectbox(
        "Optimizer", range(len(names)), format_func=names.__getitem__, key=ENTRANT
    )
    titles = [type(layer).title for layer in layers(experiment.optimizers[entrant])]
    if len(titles) == 1:
        return entrant, 0
    key = f"{LAYER}-{entrant}-{len(titles)}"
    state.setdefault(key, len(titles) - 1)
    layer = right.segmented_control(
        "Layer, from the outside in",
        range(len(titles)),
        format_func=titles.__getitem__,
        key=key,
        required=True,
    )
    return entrant, layer


@st.fragment
def _step(entrant: int, layer: int) -> None:
    """Draw the player, and all that belongs to the step that it shows."""
    experiment = RACE.value
    held = events(KEY)
    followed = _alone(experiment, entrant).cost.evaluations <= PREVIEW
    if held.dragging and held.start and followed:
        experiment = _moved(experiment, held.start)
    else:
        RACE.publish()
    look = look_at(experiment, entrant, keep=experiment == RACE.value)
    run, name = look.inspection.trajectory, labels(experiment.optimizers)[entrant]
    player, words = st.columns([4, 7], gap="large")
    with player:
        with st.container(key="inside-player-frame"):
            watch(
                experiment,
                [run],
                [name],
                View("overlaid"),
                key=KEY,
                on_start=_start_moved,
                on_step=_follow,
            )
        shown = 1 if held.step is None else held.step
        t = min(max(1, shown), look.inspection.steps)
        _ground(look, t, layer, name)
    with words:
        _lines(look, t, layer, shown)
    _history(look, t, layer, name)


def _lines(look: Look, t: int, layer: int, shown: int) -> None:
    """Draw the step in words and line by line."""
    inspection = look.inspection
    run, call = inspection.trajectory, inspection.at(t)[layer]
    st.header(f"Step {t}, line by line", anchor=False)
    _warn(inspection, t, shown)
    before, after = run.theta[t - 1], run.theta[t]
    st.markdown(
        f"From {_at(before)} to {_at(after)}: the step is **{say(norm(after - before))}** long."
        f" The loss went from {say(run.value[t - 1])} to **{say(run.value[t])}**."
        f" {_asked(call, after)}"
    )
    if call is None:
        st.info("This step did not come to this layer.")
        return
    styles = field_styles([*inspection.fields(layer)])
    colors = {name: color_of(style, dark()) for name, style in styles.items()}
    own, *others = call.passages
    with st.container(key="inside-lines"):
        st.markdown(_written(own, colors))
        for passage in others:
            often = f", called {passage.times} times, the last is shown" * (passage.times > 1)
            with st.expander(f"Inside `{passage.name}`{often}"):
                st.markdown(_written(passage, colors))


def _warn(inspection: Inspection, t: int, shown: int) -> None:
    """Say what is not as the player shows it: a run that overflowed, a step not yet taken."""
    run = inspection.trajectory
    last = int(run.last)
    if t > last == 0:
        st.warning(
            "The very first step left all that numbers can hold: at this learning rate there is no"
            " second one. Shown is that step.",
            icon=":material/error:",
        )
    elif t > last:
        st.warning(
            f"This step overflowed, and the run ends before it, at step {last}.",
            icon=":material/error:",
        )
    elif not shown:
        st.caption("The player stands at the start: shown is the step that comes next.")


def _asked(call: Call | None, after: Array) -> str:
    """Say what a layer asked of the loss, and where it went if not where the whole step went."""
    if call is None:
        return ""
    kinds = [question.kind for question in call.asked]
    counts = [
        f"{kinds.count(kind)} {noun}{'s' * (kinds.count(kind) > 1)}"
        for kind, noun in NOUNS.items()
        if kind in kinds
    ]
    asked = f"It asked for {' and '.join(counts) or 'nothing'}."
    if np.array_equal(call.to, after):
        return asked
    return f"{asked} This layer alone went from {_at(call.theta)} to {_at(call.to)}."


def _at(point: Array) -> str:
    return f"({', '.join(f'{coordinate:.5g}' for coordinate in point)})"


def _written(passage: Passage, colors: Mapping[str, str]) -> str:
    """Write the lines of a passage as Markdown: the code, and below it what it says."""
    parts: list[str] = []
    for line, equations in typeset(passage, colors):
        if equations:
            often = f" :small[{line.passes} times, the last is shown]" * (line.passes > 1)
            parts.append(f"`{' '.join(line.source.split())}`{often}")
            parts += [f"$$\n{block(equation)}\n$$" for equation in equations]
    return "\n\n".join(parts)


def _ground(look: Look, t: int, layer: int, name: str) -> None:
    """Draw the step on the ground around it."""
    st.header("Around the point", anchor=False)
    draw = partial(step_map, look.inspection, t, layer, look.natures[layer])
    run = look.inspection.trajectory
    (x, y), (u, v) = run.theta[t - 1][:2], run.theta[t][:2]
    alt = f"Step {t} of {name} from close by: from ({x:.3g}, {y:.3g}) to ({u:.3g}, {v:.3g})."
    show_figure(Drawn("step", "Around the point", alt, draw), key="inside-map")
    st.caption(
        "The true loss close by. Arrows that would not fit, or not be seen, are drawn shorter or"
        " longer; the legend says by how much. Gradients and momenta that lead uphill are turned"
        " round."
    )


def _history(look: Look, t: int, layer: int, name: str) -> None:
    """Draw what the layer keeps over time."""
    st.header("What it keeps, step by step", anchor=False)
    draw = partial(over_time, look.inspection, t, layer, look.natures[layer])
    alt = f"What {name} keeps, over its steps; step {t} is marked."
    show_figure(Drawn("over-time", "What it keeps", alt, draw), key="inside-time")
    large = [
        f"`{field}` ({' × '.join(map(str, held.shape[1:]))})"
        for field, held in look.inspection.fields(layer).items()
        if not is_drawable(held)
    ]
    st.caption(
        "Solid is $x$, dashed is $y$. The effective learning rate of a coordinate is how far the"
        r" step moved it over the slope that it had there, $|\theta_{t,i} - \theta_{t-1,i}| /"
        r" |g_{t,i}|$, noise included and nothing clipped, with a gap where there was no slope; for"
        " gradient descent that is the learning rate."
        + f" Not drawn: {', '.join(large)}."
        * bool(large)
    )


def _follow() -> None:
    """Let the fragment draw the step that the player told."""


def _start_moved() -> None:
    """Keep a start that was let go; one still held is only followed."""
    held = events(KEY)
    if held.start and not held.dragging:
        RACE.held.value, RACE.held.edited = _moved(RACE.value, held.start), True
        st.rerun()


def _moved(experiment: Experiment, start: tuple[float, float]) -> Experiment:
    """Return the race from the nearest point of the map; as it was, if none may begin there."""
    box = experiment.surface.domain
    try:
        return replace(experiment, start=tuple(map(float, np.clip(start, box.low, box.high))))
    except ValueError:
        return experiment
