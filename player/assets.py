"""The files that a browser needs: our own modules, and the plotly.js of the installed package.

Addresses carry a hash of the content, so a browser keeps what it has for good and asks again only
when something changed. Everything is compressed once, on the first request, and kept in memory.
"""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import plotly
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
PREFIX = "player-assets"
KINDS = {".js": "text/javascript", ".css": "text/css"}  # not every system knows them by itself


class Asset(NamedTuple):
    """A file, ready to be sent."""

    body: bytes
    zipped: bytes
    kind: str
    etag: str


def routes() -> list[BaseRoute]:
    """Return what serves the player's files, below whatever path the app itself is served at."""
    asset(PLOTLY.name)  # compressing it takes a while: better now than while somebody waits
    return [Route(f"/{{base:path}}{PREFIX}/{{version}}/{{name}}", _serve)]


def middleware() -> list[Middleware]:
    """Return what announces our files with the page, long before a script asks for them."""
    return [Middleware(Announcer)]


class Announcer:
    """Adds a ``Link`` header to the app's first page: preloads (HTML standard, section 4.6.7)."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and add the header where a page is sent."""

        async def announce(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", links())
            await send(message)

        first_page = scope["type"] == "http" and scope["path"].endswith("/")
        await self.app(scope, receive, announce if first_page else send)


@cache
def links() -> str:
    """Return the header that announces plotly.js, our modules and our style sheet."""
    kinds = {".js": "rel=modulepreload", ".css": "rel=preload; as=style"}
    ours = [
        f"<{address()}/{path.name}>; {kinds[path.suffix]}"
        for path in sorted(STATIC.iterdir())
        if path.name != "loader.js"  # that one is inline
    ]
    return ", ".join([f"<{plotly_address()}>; rel=preload; as=script", *ours])


@cache
def address() -> str:
    """Return the folder of the player's modules, relative to the root of the app."""
    digest = blake2b(digest_size=6)
    for path in sorted(STATIC.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"{PREFIX}/{digest.hexdigest()}"


@cache
def plotly_address() -> str:
    """Return where plotly.js is served, relative to the root of the app."""
    return f"{PREFIX}/plotly-{plotly.__version__}/{PLOTLY.name}"


@cache
def loader() -> str:
    """Return the inline script of a component: it only knows where the modules are."""
    template = (STATIC / "loader.js").read_text(encoding="utf-8")
    return template.replace("{modules}", address()).replace("{plotly}", plotly_address())


@cache
def asset(name: str) -> Asset | None:
    """Read one file of the player, or plotly.js; nothing else exists."""
    path = PLOTLY if name == PLOTLY.name else STATIC / name
    if path != PLOTLY and path not in STATIC.iterdir():
        return None
    body = path.read_bytes()
    etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
    return Asset(body, gzip.compress(body, 6), KINDS[path.suffix], etag)


def _serve(request: Request) -> Response:
    """Answer with a file, compressed if the browser reads that, or with "not modified"."""
    found = asset(request.path_params["name"])
    if found is None:
        return PlainTextResponse("not found", status_code=404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": found.etag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.zipped, headers=headers, media_type=found.kind)
    return Response(found.body, headers=headers, media_type=found.kind)
