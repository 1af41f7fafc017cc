"""A race as one HTML file that plays anywhere, with nobody to ask.

The file holds the player's own modules, the messages that the app would send to them, and plotly.js
(or, in its small variant, looks for that beside itself). A browser resolves what one module imports
from another by the addresses of both; in a file they have none, so each gets a plain name, and an
import map that says what stands behind it (HTML standard, section 8.1.5.2,
https://html.spec.whatwg.org/multipage/webappapis.html#import-maps). The page's own content security
policy forbids it to load anything else.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from experiments.effort import samples_an_epoch
from experiments.endings import note
from experiments.endings import summary as told
from experiments.labels import labels
from experiments.trajectory import Trajectory
from figures.ground import Ground
from figures.relief import Relief
from figures.relief import relief as sampled
from player.assets import HERE, PLOTLY, asset
from player.payload import (
    ground_id,
    ground_payload,
    marked_minima,
    race_payload,
    relief_id,
    relief_payload,
)
from player.view import View
from surfaces.base import Surface

ENTRY = HERE / "exported" / "page.js"
STYLES = (HERE / "common/common.css", HERE / "static/player.css", HERE / "exported/page.css")
IMPORT = re.compile(r'^((?:import|export)\b[^;"]*?")((?:\.{1,2}/)+[\w./-]+\.js)(";)', re.MULTILINE)
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data: blob: {beside};"
    " style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
)
BESIDE = "'self' file:"
"""Where the small variant may load a script from: its own folder, on a disk or a server."""
LONG_AGO = (2000, 1, 1, 0, 0, 0)
"""The date of files in an archive, so that equal races make equal archives."""


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
    return html(
        trajectories,
        names,
        surface,
        sampled(surface),
        view=view or View(),
        start=(float(x), float(y)),
        notes=notes,
        summary=told(names, notes, trajectories),
        title=title or surface.title,
        small=small,
    )


def html(
    trajectories: Sequence[Trajectory],
    names: Sequence[str],
    surface: Surface,
    relief: Relief,
    *,
    view: View,
    start: tuple[float, float],
    notes: Sequence[str],
    summary: str,
    title: str,
    ground: Ground | None = None,
    small: bool = False,
) -> str:
    """Return a race as an HTML file, with what ``player.component.play`` is given.

    With ``ground``, the loss that each step sees can be shown too. A ``small`` file needs
    plotly.min.js in its folder (see ``archive``). Raises ``ValueError`` as ``race_payload`` does.
    """
    run = trajectories[0]
    extras = {}
    messages = {"relief": relief_payload(relief)}
    if ground:
        ident = ground_id(run.problem, run.steps, run.seed)
        about = "batch" if samples_an_epoch(run.problem) else "noise"
        extras["ground"] = {"id": ident, "about": about}
        messages["ground"] = ground_payload(ground, ident)
    messages["race"] = race_payload(
        trajectories,
        names,
        notes,
        relief=relief_id(relief),
        title=surface.title,
        minima=marked_minima(surface),
        start=[float(start[0]), float(start[1])],
        view=asdict(view),
        summary=summary,
        ack=0,
        **extras,
    )
    parts = {f"{name}-message": gzip.compress(raw, 9, mtime=0) for name, raw in messages.items()}
    if not small:
        parts["plotly"] = asset(PLOTLY.paths[0]).zipped
    rows = [
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(said)}</td></tr>'
        for name, said in zip(names, notes, strict=True)
    ]
    template = Template((HERE / "exported" / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        policy=POLICY.format(beside=BESIDE if small else "").replace(" ;", ";"),
        title=escape(title),
        style="\n".join(path.read_text(encoding="utf-8") for path in STYLES),
        summary=escape(summary),
        steps=run.steps,
        rows="".join(rows),
        embedded="\n".join(_embedded(name, raw) for name, raw in parts.items()),
        modules=json.dumps({"imports": {name: _address(js) for name, js in modules().items()}}),
    )


def archive(page: str, name: str = "race.html") -> bytes:
    """Return a ZIP file of a small page and the plotly.js that it looks for beside itself."""
    plotly = PLOTLY.paths[0]
    files = {name: page.encode(), plotly.name: plotly.read_bytes()}
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for called, content in files.items():
            packed.writestr(zipfile.ZipInfo(called, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


@cache
def modules() -> dict[str, str]:
    """Return every module that an exported page needs, by its plain name, with plain imports.

    Raises ``ValueError`` if two of them are called the same.
    """
    found: dict[str, Path] = {}
    written: dict[str, str] = {}
    waiting = [ENTRY]
    while waiting:
        path = waiting.pop()
        known = found.setdefault(_plain(path), path)
        if known != path:
            raise ValueError(f"two modules are called {path.name}: {known} and {path}")
        if _plain(path) in written:
            continue
        code = path.read_text(encoding="utf-8")
        waiting += [_file(path, address) for _, address, _ in IMPORT.findall(code)]
        written[_plain(path)] = IMPORT.sub(
            lambda found, path=path: f"{found[1]}{_plain(_file(path, found[2]))}{found[3]}", code
        )
    return written


def _file(importer: Path, address: str) -> Path:
    """Return the file that a module means: as served, components lie below what is common."""
    if address.startswith("../../"):
        return HERE / "common" / address.removeprefix("../../")
    return (importer.parent / address).resolve()


def _plain(path: Path) -> str:
    return f"player/{path.name}"


def _address(code: str) -> str:
    return f"data:text/javascript;base64,{b64encode(code.encode()).decode()}"


def _embedded(name: str, raw: bytes) -> str:
    return f'<script type="text/plain" id="{name}">{b64encode(raw).decode()}</script>'
