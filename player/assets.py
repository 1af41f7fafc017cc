"""The files that a browser needs: our own modules, and the plotly.js of the installed package.

Addresses carry a hash of the content, so a browser keeps what it has for good and asks again only
when something changed. The folders of the components lie below that of their common modules, which
they import as ``../../name.js``: each file has one address, whoever asks for it. Everything is
compressed once, on the first request, and kept in memory.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import plotly
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).parent
KINDS = {".js": "text/javascript", ".css": "text/css"}  # not every system knows them by itself


class Asset(NamedTuple):
    """A file, ready to be sent."""

    body: bytes
    zipped: bytes
    kind: str
    etag: str


@dataclass(frozen=True)
class Files:
    """Files that are served together, at an address that changes when one of them does."""

    prefix: str
    paths: tuple[Path, ...]

    @cached_property
    def address(self) -> str:
        """Their folder, relative to the root of the app."""
        digest = blake2b(digest_size=6)
        for path in self.paths:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return f"{self.prefix}/{digest.hexdigest()}"

    @cached_property
    def addresses(self) -> list[str]:
        """Each of them, relative to the root of the app."""
        return [f"{self.address}/{path.name}" for path in self.paths]

    def route(self) -> Route:
        """Return what serves them, below whatever path the app itself is served at."""
        by_name = {path.name: path for path in self.paths}

        def serve(request: Request) -> Response:
            """Answer with a file, compressed if the browser reads that, or with "not modified"."""
            path = by_name.get(request.path_params["name"])
            if path is None:
                return PlainTextResponse("not found", status_code=404)
            return _answer(request, asset(path))

        return Route(f"/{{base:path}}{self.prefix}/{{version}}/{{name}}", serve)


def folder(prefix: str, path: Path) -> Files:
    """Return the modules and style sheets of a folder."""
    return Files(prefix, tuple(p for p in sorted(path.iterdir()) if p.suffix in KINDS))


COMMON = folder("common-assets", HERE / "common")
PLAYER = folder(f"{COMMON.address}/player-assets", HERE / "static")
PLOTLY = Files("plotly-assets", (Path(plotly.__file__).parent / "package_data" / "plotly.min.js",))


def routes(*more: Files) -> list[Route]:
    """Return what serves the files of the player, and more."""
    asset(PLOTLY.paths[0])  # compressing it takes a while: better now than while somebody waits
    return [files.route() for files in (PLOTLY, COMMON, PLAYER, *more)]


def middleware(*more: Files) -> list[Middleware]:
    """Return what announces our files with the page, long before a script asks for them."""
    return [Middleware(Announcer, files=(PLOTLY, COMMON, PLAYER, *more))]


class Announcer:
    """Adds a ``Link`` header to the app's first page: preloads (HTML standard, section 4.6.7)."""

    def __init__(self, app: ASGIApp, files: tuple[Files, ...]) -> None:
        """Stand before an app, and announce files."""
        self.app = app
        self.files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and add the header where a page is sent."""

        async def announce(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", links(self.files))
            await send(message)

        first_page = scope["type"] == "http" and scope["path"].endswith("/")
        await self.app(scope, receive, announce if first_page else send)


@cache
def links(files: tuple[Files, ...]) -> str:
    """Return the header that announces files: plotly.js is a script, ours are modules."""
    return ", ".join(
        f"<{address}>; rel=preload; as={'style' if address.endswith('.css') else 'script'}"
        if address.endswith(".css") or of is PLOTLY
        else f"<{address}>; rel=modulepreload"
        for of in files
        for address in of.addresses
    )


@cache
def loader(files: Files) -> str:
    """Return the inline script of a component: it only knows where its modules are."""
    template = (HERE / "loader.js").read_text(encoding="utf-8")
    return template.replace("{modules}", files.address).replace("{plotly}", PLOTLY.addresses[0])


@cache
def asset(path: Path) -> Asset:
    """Read and compress a file."""
    body = path.read_bytes()
    etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
    return Asset(body, gzip.compress(body, 6), KINDS[path.suffix], etag)


def _answer(request: Request, found: Asset) -> Response:
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
