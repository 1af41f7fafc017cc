"""A race as one HTML file that plays anywhere: the player's own code, and what the app sends."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from diagnosis.run_summary import note
from diagnosis.run_summary import summary as told
from experiments.labels import labels
from experiments.trajectory import Trajectory
from figures.batch_surface import BatchSurface
from figures.height_map import sample_heights as sampled
from surfaces.base import Surface
from web.modules import HERE
from web.player.payload import ground_payload, race_header, race_payload, relief_payload
from web.player.view import RaceToPlay, View
from web.standalone.page import page

ENTRY = HERE / "player" / "exported.js"
STYLES = tuple(
    HERE / "player" / f"{name}.css" for name in ("player", "panels", "charts", "screens")
)


def animation(
    trajectories: Sequence[Trajectory],
    title: str = "",
    *,
    view: View | None = None,
    small: bool = False,
) -> str:
    """Return the HTML file that plays single runs of one surface, drawn on its own map.

    ``Path("race.html").write_text(animation(race.run()), encoding="utf-8")``. The title is the
    surface's unless given. Raises ``ValueError`` unless there are 1 to 12 single runs of two
    parameters and equal steps.
    """
    if not trajectories:
        raise ValueError("a race has 1 to 12 entrants, not 0")
    surface: Surface = trajectories[0].problem  # type: ignore[assignment] - a surface has a map
    x, y = trajectories[0].theta[0, :2]
    names = labels([run.optimizer for run in trajectories])
    notes = [note(run) for run in trajectories]
    race = RaceToPlay(
        trajectories,
        names,
        notes,
        surface,
        sampled(surface),
        (float(x), float(y)),
        view or View(),
        told(names, notes, trajectories),
    )
    return html(race, title or surface.title, small=small)


def html(
    race: RaceToPlay, title: str, ground: BatchSurface | None = None, *, small: bool = False
) -> str:
    """Return a race as an HTML file, with what ``web.player.component.play`` is given.

    With ``ground``, the loss that each step sees can be shown too. A ``small`` file needs
    plotly.min.js in its folder (see ``archive``). Raises ``ValueError`` as ``race_payload`` does.
    """
    run = race.runs[0]
    messages = {"relief": relief_payload(race.heights)}
    if ground:
        messages["ground"] = ground_payload(ground, run)
    about = race_header(race, ground=ground is not None)
    messages["race"] = race_payload(race.runs, race.names, race.notes, ack=0, **about)
    rows = [
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(said)}</td></tr>'
        for name, said in zip(race.names, race.notes, strict=True)
    ]
    ended = (
        "<table>\n<caption>How each run ended</caption>\n"
        '<thead><tr><th scope="col">Optimizer</th>'
        f'<th scope="col">After {run.steps} steps</th></tr>'
        f"</thead>\n<tbody>{''.join(rows)}</tbody>\n</table>"
    )
    return page(
        title=title,
        summary=race.summary,
        tables=ended,
        parts={f"{name}-message": raw for name, raw in messages.items()},
        entry=ENTRY,
        styles=STYLES,
        small=small,
    )
