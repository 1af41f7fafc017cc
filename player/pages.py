"""Pictures as HTML files that work anywhere, with nobody to ask.

A file holds our own modules, what they show, and plotly.js (or, in its small variant, looks for
that beside itself). A browser resolves what one module imports from another by the addresses of
both; in a file they have none, so each gets a plain name, and an import map that says what stands
behind it (HTML standard, section 8.1.5.2,
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
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from player.assets import HERE, PLOTLY, asset

EXPORTED = HERE / "exported"
STYLES = (HERE / "common/common.css", EXPORTED / "page.css")
IMPORT = re.compile(r'^((?:import|export)\b[^;"]*?")((?:\.{1,2}/)+[\w./-]+\.js)(";)', re.MULTILINE)
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data: blob: {beside};"
    " style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
)
BESIDE = "'self' file:"
"""Where the small variant may load a script from: its own folder, on a disk or a server."""
LONG_AGO = (2000, 1, 1, 0, 0, 0)
"""The date of files in an archive, so that equal pictures make equal archives."""


def page(
    *,
    title: str,
    summary: str,
    tables: str,
    parts: Mapping[str, bytes],
    entry: Path,
    styles: Sequence[Path] = (),
    plotly: bool = True,
    small: bool = False,
) -> str:
    """Return an HTML file: a picture that a module draws, a sentence, and tables, as HTML.

    ``entry`` is the module; it finds the ``parts`` in the page by their names, and draws into the
    element ``picture``. A ``small`` file needs plotly.min.js in its folder (see ``archive``).
    """
    held = {name: gzip.compress(raw, 9, mtime=0) for name, raw in parts.items()}
    beside = plotly and small
    if plotly and not small:
        held["plotly"] = asset(PLOTLY.paths[0]).zipped
    addresses = {name: _address(code) for name, code in modules(entry).items()}
    template = Template((EXPORTED / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        policy=POLICY.format(beside=BESIDE if beside else "").replace(" ;", ";"),
        title=escape(title),
        style="\n".join(path.read_text(encoding="utf-8") for path in (*STYLES, *styles)),
        summary=escape(summary),
        tables=tables,
        embedded="\n".join(_embedded(name, raw) for name, raw in held.items()),
        modules=json.dumps({"imports": addresses}),
        entry=_plain(entry),
    )


def archive(page: str, name: str) -> bytes:
    """Return a ZIP file of a small page and the plotly.js that it looks for beside itself."""
    plotly = PLOTLY.paths[0]
    files = {name: page.encode(), plotly.name: plotly.read_bytes()}
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for called, content in files.items():
            packed.writestr(zipfile.ZipInfo(called, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


@cache
def modules(entry: Path) -> dict[str, str]:
    """Return a module and all that it needs, by their plain names, with plain imports.

    Raises ``ValueError`` if two of them are called the same.
    """
    found: dict[str, Path] = {}
    written: dict[str, str] = {}
    waiting = [entry]
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
    """Return the file that a module means: as served, components lie below what is common.

    Those of other components also read some of the player's, as if these lay beside them.
    """
    if address.startswith("../../"):
        return HERE / "common" / address.removeprefix("../../")
    there = (importer.parent / address).resolve()
    places = (there, HERE / "static" / there.name, EXPORTED / there.name)
    return next((path for path in places if path.exists()), there)


def _plain(path: Path) -> str:
    return f"player/{path.name}"


def _address(code: str) -> str:
    return f"data:text/javascript;base64,{b64encode(code.encode()).decode()}"


def _embedded(name: str, raw: bytes) -> str:
    return f'<script type="text/plain" id="{name}">{b64encode(raw).decode()}</script>'
