"""What is served to browsers, and where."""

from __future__ import annotations

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from web import assets, modules

SERVER = Starlette(
    routes=[*assets.routes(), Route("/", lambda _: HTMLResponse("the page"))],
    middleware=assets.middleware(),
)
PLOTLY = assets.PLOTLY.address(assets.PLOTLY.paths[0])


def get(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the routes of the player for a file: status, headers, body."""
    sent: list[Any] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }

    async def ask() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        await SERVER(scope, AsyncMock(), send)

    with ThreadPoolExecutor() as elsewhere:  # a browser of another test may have its loop here
        elsewhere.submit(asyncio.run, ask()).result()
    answered = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(part["body"] for part in sent[1:])


@pytest.mark.parametrize("base", ["", "/deep/below"])
def test_files_are_served_below_any_path(base: str) -> None:
    status, headers, body = get(
        f"{base}/{assets.OURS.base}/player/player.js", accept_encoding="gzip, br"
    )
    assert status == 200
    assert headers["content-type"].startswith("text/javascript")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == (assets.HERE / "player/player.js").read_bytes()


def test_browsers_keep_files_for_good() -> None:
    path = f"/{assets.OURS.base}/player/player.css"
    status, headers, body = get(path)
    assert (status, body) == (200, (assets.HERE / "player/player.css").read_bytes())
    assert "content-encoding" not in headers
    assert "immutable" in headers["cache-control"]
    assert get(path, if_none_match=headers["etag"])[0] == 304


def test_plotly_comes_from_the_installed_package_and_nothing_else_is_served() -> None:
    assert get(f"/{PLOTLY}")[2] == assets.PLOTLY.paths[0].read_bytes()
    for name in ("nothing.js", "assets.py", "../assets.py", "..", "player/payload.py", "player.js"):
        assert get(f"/{assets.OURS.base}/{name}")[0] == 404


@pytest.mark.parametrize("path", assets.OURS.paths, ids=lambda path: path.name)
def test_what_lies_in_the_folder_is_served_where_it_lies(path: Path) -> None:
    address = assets.OURS.address(path)
    assert address.endswith(path.relative_to(assets.HERE).as_posix())
    assert get(f"/{address}")[2] == path.read_bytes()


MODULES = [path for path in assets.OURS.paths if path.suffix == ".js"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_names_only_files_that_exist(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    named = re.findall(r"""(?:from|import|import\(|URL\() ?["'](\.[^"']*)["']""", code)
    for address in named:
        if path.name != "loader.js":  # it speaks of the root of the app
            assert (path.parent / address).resolve() in assets.OURS.paths, address
    assert {*modules.imports(path)} <= {*MODULES}
    statements = re.findall(r"^(?:import\b|export\s*[{*])[^;]*?\bfrom\b", code, re.MULTILINE)
    assert len(modules.imports(path)) == len(statements), "each import is one that is followed"
    assert "http://" not in code
    assert "https://" not in re.sub(r"^ *(//|\*).*$", "", code, flags=re.MULTILINE)


def test_another_content_is_served_elsewhere(tmp_path: Path) -> None:
    script = tmp_path / "deep" / "a.js"
    script.parent.mkdir()
    script.write_text("1;")
    before = assets.Files("test", tmp_path, (script,)).address(script)
    script.write_text("2;")
    assert assets.Files("test", tmp_path, (script,)).address(script) != before
    assert before.endswith("/deep/a.js")


def test_the_first_page_announces_every_file_that_it_needs() -> None:
    status, headers, body = get("/")
    assert (status, body) == (200, b"the page")
    announced = set(re.findall(r"<([^>]+)>", headers["link"]))
    needed = {
        name for name in assets.OURS.by_name if re.match("common|player|controls|vendor", name)
    }
    needed -= {"player/exported.js"}
    elsewhere = {PLOTLY} | {f"{assets.OURS.base}/{name}" for name in needed}
    assert announced <= elsewhere
    assert all(get(f"/{path}")[0] == 200 for path in announced)
    entries = [assets.HERE / name / "streamlit.js" for name in ("player", "controls")]
    asked = {assets.OURS.address(path) for entry in entries for path in modules.graph(entry)}
    assert asked < announced
    assert {path for path in announced - asked if path.endswith(".js")} == {PLOTLY}
    assert "link" not in get(f"/{PLOTLY}")[1]
