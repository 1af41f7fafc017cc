"""The files that a browser needs: this folder as it lies, and plotly.js of the installed package.

An address carries a hash of the content, so a browser keeps what it has for good and asks again
only when something changed. All of our files lie below one such address: a path between two
modules on disk is right in the browser too. Everything is compressed once, on the first request,
and kept in memory.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import plotly  # pyright: ignore[reportMissingTypeStubs]
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.modules import graph

HERE = Path(__file__).resolve().parent
KINDS = {".js": "text/javascript", ".css": "text/css"}  # not every system knows them by itself


class Asset(NamedTuple):
    """A file, ready to be sent."""

    body: bytes
    zipped: bytes
    kind: str
    etag: str


@dataclass(frozen=True)
class Files:
    """Files of a folder that are served together, at an address that changes when one does."""

    prefix: str
    folder: Path
    paths: tuple[Path, ...]

    @cached_property
    def base(self) -> str:
        """Their folder, relative to the root of the app."""
        digest = blake2b(digest_size=6)
        for name, path in self.by_name.items():
            digest.update(name.encode() + b"\0" + path.read_bytes())
        return f"{self.prefix}/{digest.hexdigest()}"

    @cached_property
    def by_name(self) -> dict[str, Path]:
        """Each of them by its path in the folder."""
        return {path.relative_to(self.folder).as_posix(): path for path in self.paths}

    def address(self, path: Path) -> str:
        """Return where one of them is served, relative to the root of the app."""
        return f"{self.base}/{path.relative_to(self.folder).as_posix()}"

    def route(self) -> Route:
        """Return what serves them, below whatever path the app itself is served at."""

        def serve(request: Request) -> Response:
            """Answer with a file, compressed if the browser reads that, or with "not modified"."""
            path = self.by_name.get(request.path_params["name"])
            if path is None:
                return PlainTextResponse("not found", status_code=404)
            return _answer(request, asset(path))

        return Route(f"/{{base:path}}{self.prefix}/{{version}}/{{name:path}}", serve)


OURS = Files(
    "web-assets", HERE, tuple(path for path in sorted(HERE.rglob("*")) if path.suffix in KINDS)
)
_PACKAGE_DATA = Path(plotly.__file__).parent / "package_data"
PLOTLY = Files("plotly-assets", _PACKAGE_DATA, (_PACKAGE_DATA / "plotly.min.js",))
FIRST = ("player", "controls")
"""The components that the first page has."""


def routes() -> list[Route]:
    """Return what serves the files."""
    asset(PLOTLY.paths[0])  # compressing it takes a while: better now than while somebody waits
    return [files.route() for files in (PLOTLY, OURS)]


def middleware() -> list[Middleware]:
    """Return what announces files with the page, long before a script asks for them."""
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
    """Return the header that announces what the first page needs: plotly.js, styles, modules."""
    modules = {path: None for name in FIRST for path in graph(HERE / name / "streamlit.js")}
    styles = [path for name in ("common", *FIRST) for path in sorted((HERE / name).glob("*.css"))]
    return ", ".join(
        [
            f"<{PLOTLY.address(PLOTLY.paths[0])}>; rel=preload; as=script",
            *(f"<{OURS.address(path)}>; rel=preload; as=style" for path in styles),
            *(f"<{OURS.address(path)}>; rel=modulepreload" for path in modules),
        ]
    )


@cache
def loader(component: str) -> str:
    """Return the inline script of a component: it only knows where its modules are."""
    entry = OURS.address(HERE / component / "streamlit.js")
    template = (HERE / "loader.js").read_text(encoding="utf-8")
    return template.replace("{entry}", entry).replace("{plotly}", PLOTLY.address(PLOTLY.paths[0]))


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
