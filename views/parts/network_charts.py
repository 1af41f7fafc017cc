"""Charts of networks in training: when to stop, how the landscape bends, what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from core.sentences import sentence
from core.verbatim import in_markdown
from diagnosis.causes import say
from diagnosis.stability import bound
from experiments import Trajectory
from figures.networks import (
    answers_figure,
    losses,
    negative_curvatures,
    sharpness,
    spectrum_figure,
)
from figures.styles import STYLES
from studies.networks import Training
from studies.networks.answers import answers, right
from studies.networks.spectra import FLAT, spectrum
from studies.networks.stopping import curves, stopping
from views.parts.figure_block import show as show_figure
from views.parts.html import swatch
from views.state.training_cache import curvatures
from web.standalone.figures import Drawn

WHO = "networks-who"


def validation(training: Training, runs: list[Trajectory], names: Sequence[str]) -> None:
    """Draw the losses on samples that are learned from and held out, and when to stop."""
    st.header("Training and validation", anchor=False)
    found = [curves(training.network, run) for run in runs]
    if not all(found):
        st.info("No samples are held out: raise q, the part held out, to see a validation loss.")
        return
    seen = [one for one in found if one]
    patience = st.slider("Patience, in steps without a new lowest", 1, 500, 50, key="networks-wait")
    stops = [stopping(one, patience) for one in seen]
    chart, words = st.columns([3, 2], gap="large")
    with chart:
        told = "; ".join(f"{name}: {stop.told}" for name, stop in zip(names, stops, strict=True))
        alt = f"Training and validation loss of each optimizer over the steps. {told}"
        draw = partial(losses, names, seen, stops)
        show_figure(Drawn("losses", "Training and validation", alt, draw), key="networks-losses")
        st.caption(
            "Thin: the loss on what is learned from. Thick: on the samples held out. Both without"
            " penalty. A marker stands at the step that early stopping keeps, a cross where its"
            " patience ends."
        )
    with words:
        for name, stop, style in zip(names, stops, STYLES, strict=False):
            st.html(f"<p>{swatch(style)} <b>{escape(name)}</b><br>{escape(stop.told)}</p>")


def curvature(training: Training, runs: list[Trajectory], names: Sequence[str]) -> None:
    """Draw how the landscape bends at a step of an entrant, and along all paths."""
    st.header("Saddles or minima?", anchor=False)
    who, when = st.columns([2, 3])
    if st.session_state.get(WHO) not in range(len(runs)):
        st.session_state[WHO] = 0
    entrant = who.selectbox("Optimizer", range(len(runs)), format_func=names.__getitem__, key=WHO)
    run = runs[entrant]
    step = when.slider("Step", 0, int(run.steps), int(run.last), key=f"networks-step-{run.steps}")
    theta = run.theta[min(step, int(run.last))]
    left, other = st.columns(2, gap="large")
    with left:
        _spectrum(training, theta, f"{names[entrant]} at step {step}")
    with other:
        _learned(training, theta, f"{names[entrant]} at step {step}")
    _along(training, runs, names)


def _spectrum(training: Training, theta: Any, where: str) -> None:
    """Draw all curvatures of a point."""
    try:
        found = spectrum(training.network, theta)
    except ValueError as error:
        st.info(sentence(in_markdown(str(error))))
        return
    st.markdown(
        f"**{in_markdown(where)}:** {in_markdown(found.told)}"
        f" The gradient is {say(found.slope)} long."
    )
    alt = f"Eigenvalues of the Hessian of {where}. {found.told}"
    draw = partial(spectrum_figure, found)
    show_figure(Drawn("spectrum", "Eigenvalues", alt, draw), key="networks-spectrum")


def _learned(training: Training, theta: Any, where: str) -> None:
    """Draw what the network says at a point, where its inputs can be drawn."""
    network = training.network
    said, share = answers(network, theta), right(network, theta)
    told = f" It is right about {percent(share)} of all samples." if share is not None else ""
    if said is None:
        st.markdown(f"**What it has learned** has too many inputs to draw.{told}")
        return
    st.markdown(f"**What it has learned to say.**{told}")
    alt = f"Answers of the network all over its inputs, of {where}.{told}"
    draw = partial(answers_figure, said, network.data)
    show_figure(Drawn("answers", "What it has learned", alt, draw), key="networks-answers")


def _along(training: Training, runs: list[Trajectory], names: Sequence[str]) -> None:
    """Draw the number of negative curvatures, and the largest curvature, along the paths."""
    found = curvatures(training, runs)
    limits = [_limit(run) for run in runs]
    left, other = st.columns(2, gap="large")
    with left:
        st.markdown(f"**Negative curvatures**, of {training.network.count} directions")
        alt = "Number of negative eigenvalues of the Hessian along each path."
        draw = partial(negative_curvatures, names, found)
        show_figure(Drawn("ways-down", "Negative curvatures", alt, draw), key="networks-ways")
        st.caption(
            f"Counted is what bends down by more than {FLAT:.0e} of the largest curvature, at"
            f" {len(found[0].steps)} steps. Where the slope is zero, one such direction makes a"
            " saddle; on networks the count falls with the loss (Dauphin et al., 2014)."
        )
    with other:
        st.markdown("**Largest curvature**")
        alt = "Largest eigenvalue of the Hessian along each path."
        draw = partial(sharpness, names, found, limits)
        show_figure(Drawn("sharpness", "Largest curvature", alt, draw), key="networks-sharpness")
        st.caption(
            "Dotted: above that the rule cannot settle at its last learning rate, where such a law"
            " holds. With all samples, training often comes to run right at it (Cohen et al.,"
            " 2021)."
        )


def _limit(run: Trajectory) -> float | None:
    """Return the largest curvature that a rule can bear at its last rate, where a law says so."""
    last = max(1, min(int(run.last), run.steps))
    law, rate = bound(run.optimizer, last), float(run.lr[last - 1])
    return law / rate if law is not None and rate > 0 else None


def percent(part: float) -> str:
    """Write a part of a whole."""
    return f"{100 * part:.2g}%" if part < 0.995 else f"{100 * part:.4g}%"
