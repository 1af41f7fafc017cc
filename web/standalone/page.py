"""Pictures as HTML files that work anywhere, with nobody to ask.

A file holds our own modules, what they show, and plotly.js (or, in its small variant, looks for
that beside itself). A browser resolves what one module imports from another by the addresses of
both; in a file they have none, so each is named after its path, and an import map says what stands
behind a name (HTML standard, section 8.1.5.2,
https://html.spec.whatwg.org/multipage/webappapis.html#import-maps). The page's own content security
policy forbids it to load anything else.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template

from web.assets import PLOTLY, asset
from web.modules import HERE, graph, renamed

TEMPLATE = HERE / "standalone" / "page.html"
STYLES = (HERE / "common" / "common.css", HERE / "standalone" / "page.css")
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
    addresses = {name: _address(code) for name, code in inlined(entry).items()}
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        policy=POLICY.format(beside=BESIDE if beside else "").replace(" ;", ";"),
        title=escape(title),
        style="\n".join(path.read_text(encoding="utf-8") for path in (*STYLES, *styles)),
        summary=escape(summary),
        tables=tables,
        embedded="\n".join(_embedded(name, raw) for name, raw in held.items()),
        modules=json.dumps({"imports": addresses}),
        entry=_name(entry),
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


def inlined(entry: Path) -> dict[str, str]:
    """Return a module and all that it needs, by their names, importing each other by name."""
    return {_name(path): licence(path) + renamed(path, _name) for path in graph(entry)}


def licence(path: Path) -> str:
    """Return the licence of a module that others wrote, as a comment; nothing for one of ours."""
    text = path.with_suffix(".LICENSE.md")
    return f"/*\n{text.read_text(encoding='utf-8')}*/\n" if text.is_file() else ""


def _name(path: Path) -> str:
    return path.relative_to(HERE.parent).as_posix()


def _address(code: str) -> str:
    return f"data:text/javascript;base64,{b64encode(code.encode()).decode()}"


def _embedded(name: str, raw: bytes) -> str:
    return f'<script type="text/plain" id="{name}">{b64encode(raw).decode()}</script>'
