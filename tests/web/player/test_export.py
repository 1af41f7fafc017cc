"""A race as a file: what stands in it, and that a browser plays it from the disk, all alone."""

from __future__ import annotations

import base64
import gzip
import io
import json
import posixpath
import re
import struct
import zipfile
from html.parser import HTMLParser

import numpy as np
import pytest
from playwright.sync_api import expect

from experiments import run
from experiments.labels import labels
from figures.batch_surface import sample_batch_surface
from figures.height_map import sample_heights
from optimizers import Adam, Clipped, GradientDescent, Momentum
from surfaces import Noisy, Rosenbrock
from tests.browser import fits
from tests.web.player.driver import ALL, Player
from web.assets import PLOTLY
from web.modules import HERE
from web.player.export import ENTRY, animation, html
from web.player.view import RaceToPlay, View
from web.standalone.page import archive, inlined, licence

RULES = (Adam(lr=0.05), Momentum(lr=0.001), Clipped(GradientDescent(lr=0.002), norm=1.0))
SURFACE = Rosenbrock()
RUNS = [run(rule, SURFACE, start=(-1.2, 1.0), steps=120) for rule in RULES]
HOSTILE = '</script></title><script>document.title = "taken"</script><img src=x onerror=alert(1)>"&'


class Elements(HTMLParser):
    """Every element of a page as ``(name, attributes, text)``, as a browser would find them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), ""))

    def handle_data(self, data):
        if self.found:
            tag, attrs, text = self.found[-1]
            self.found[-1] = (tag, attrs, text + data)

    def named(self, ident):
        (text,) = [text for _, attrs, text in self.found if attrs.get("id") == ident]
        return text

    def all(self, tag):
        return [(attrs, text) for name, attrs, text in self.found if name == tag]


def held(page: str, ident: str) -> bytes:
    return gzip.decompress(base64.b64decode(Elements(page).named(ident)))


def header(message: bytes) -> dict:
    (length,) = struct.unpack("<I", message[:4])
    return json.loads(message[4 : 4 + length])


def test_a_file_is_small_enough_to_be_sent():
    twelve = [
        run(Adam(lr=0.001 * (k + 1)), SURFACE, start=(-1.2, 1.0), steps=1000) for k in range(12)
    ]
    assert len(animation(twelve).encode()) < 6_000_000
    assert len(animation(RUNS).encode()) < 3_000_000
    assert len(animation(RUNS, small=True).encode()) < 500_000


def test_it_holds_plotly_and_the_messages_that_the_app_sends():
    page = animation(RUNS)
    assert held(page, "plotly") == PLOTLY.paths[0].read_bytes()
    race = header(held(page, "race-message"))
    assert [entrant["name"] for entrant in race["entrants"]] == labels(RULES)
    assert (race["steps"], race["start"], race["title"]) == (120, [-1.2, 1.0], SURFACE.title)
    assert race["relief"] == header(held(page, "relief-message"))["id"]
    small = animation(RUNS, small=True)
    assert 'id="plotly"' not in small
    assert held(small, "race-message") == held(page, "race-message")


def test_nothing_in_it_is_loaded_from_elsewhere():
    for small in (False, True):
        elements = Elements(animation(RUNS, small=small))
        addresses = [
            value
            for _, attrs, _ in elements.found
            for name, value in attrs.items()
            if name in ("src", "href", "action", "data", "srcset", "poster")
        ]
        assert addresses == []
        (style,) = [text for _, text in elements.all("style")]
        assert not re.search(r"url\(|@import|http", style)
        (policy,) = [attrs["content"] for attrs, _ in elements.all("meta") if "http-equiv" in attrs]
        rules = dict(rule.split(maxsplit=1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert "http" not in policy
        assert ("file:" in rules["script-src"]) == small


def test_modules_import_each_other_by_plain_names_and_all_are_there():
    page = animation(RUNS)
    (table,) = [
        text for attrs, text in Elements(page).all("script") if attrs.get("type") == "importmap"
    ]
    prefix = "data:text/javascript;base64,"
    code = {
        name: base64.b64decode(address.removeprefix(prefix)).decode()
        for name, address in json.loads(table)["imports"].items()
    }
    assert {"web/player/player.js", "web/common/outbox.js"} <= code.keys()
    assert "web/player/streamlit.js" not in code
    assert "Permission is hereby granted" in code["web/vendor/gifenc.js"]
    for name, text in code.items():
        told = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        told = re.sub(r"^\s*//.*$", "", told, flags=re.MULTILINE)
        assert not re.search(r"\bimport\s*\(|import\.meta", told), f"{name} imports while it runs"
        wanted = re.findall(r'\bfrom "([^"]+)"|^import "([^"]+)"', told, re.MULTILINE)
        assert {one or other for one, other in wanted} <= code.keys(), name


def test_the_code_is_that_of_the_app_but_for_the_addresses():
    for name, code in inlined(ENTRY).items():
        original = (HERE.parent / name).read_text(encoding="utf-8")
        plain = re.sub(
            r'((?:from|^import) ")(\./|\.\./)([\w./-]+";)',
            lambda found, name=name: f'{found[1]}{joined(name, found[2] + found[3][:-2])}";',
            original,
            flags=re.MULTILINE,
        )
        assert code == licence(HERE.parent / name) + plain


def joined(name: str, address: str) -> str:
    """The name of the module that another one means by an address."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def hostile_page(*, small: bool = False) -> str:
    words, heights, view = [HOSTILE] * 3, sample_heights(SURFACE), View(layout="overlaid")
    race = RaceToPlay(RUNS, words, words, SURFACE, heights, (-1.2, 1.0), view, HOSTILE)
    return html(race, HOSTILE, small=small)


def test_words_are_words_whatever_they_look_like():
    plain, page = Elements(animation(RUNS)), Elements(hostile_page())
    assert [name for name, _, _ in page.found] == [name for name, _, _ in plain.found]
    assert page.all("title")[0][1].strip() == HOSTILE
    assert page.all("th")[2][1] == HOSTILE
    assert header(held(hostile_page(), "race-message"))["summary"] == HOSTILE


def test_an_archive_holds_the_page_and_what_it_looks_for():
    page = animation(RUNS, small=True)
    packed = archive(page, "valley.html")
    assert packed == archive(page, "valley.html")
    assert len(packed) < 3_000_000
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert files.namelist() == ["valley.html", "plotly.min.js"]
        assert files.read("valley.html").decode() == page
        assert files.read("plotly.min.js") == PLOTLY.paths[0].read_bytes()


def test_equal_races_make_equal_files_and_what_is_no_race_is_refused():
    again = [run(rule, SURFACE, start=(-1.2, 1.0), steps=120) for rule in RULES]
    assert animation(RUNS) == animation(again)
    with pytest.raises(ValueError, match="1 to 12"):
        animation([])
    with pytest.raises(ValueError, match="single runs"):
        animation([run(Adam(), SURFACE, start=(0.0, 0.0), steps=k) for k in (3, 4)])


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_plays_from_the_disk_and_asks_nobody(visit, tmp_path, scheme):
    """The page is watched: an error, or a request to anywhere but itself, fails the test."""
    file = tmp_path / "race.html"
    file.write_text(animation(RUNS), encoding="utf-8")
    page = visit("about:blank", color_scheme=scheme, viewport={"width": 390, "height": 844})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page.goto(file.as_uri())
    player = Player(page)
    assert set(asked) <= {"file", "blob", "data"}
    assert asked.count("file") == 1
    player.plays()
    page.wait_for_function("() => document.querySelector('.player').dataset.step > 3")
    early = player.pixels(ALL)
    player.seek(120)
    late = player.pixels(ALL)
    assert np.any(early != late)
    expect(player.root).to_have_attribute("data-dark", str(scheme == "dark").lower())
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(23, 22, 20)" if scheme == "dark" else "rgb(255, 255, 255)")
    fits(page)


@pytest.mark.browser
def test_the_keyboard_works_the_theme_follows_and_the_start_stays(visit, tmp_path):
    file = tmp_path / "race.html"
    file.write_text(hostile_page(), encoding="utf-8")
    page = visit(file.as_uri(), color_scheme="light")
    player = Player(page)
    assert page.title() == HOSTILE
    player.plots.first.focus()
    page.keyboard.press("Home")
    player.shows(0)
    player.plays(yes=False)
    page.keyboard.press("ArrowRight")
    player.shows(1)
    page.keyboard.press("End")
    player.shows(120)
    page.keyboard.press(" ")
    player.plays()
    expect(player.start).to_have_count(0)
    player.seek(60)
    before = player.pixel(0, 60)
    player.plots.first.click(position={"x": 200, "y": 50})
    assert player.pixel(0, 60) == before
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("() => document.querySelector('.player').dataset.dark === 'true'")
    player.settle()
    player.press("3D")
    page.wait_for_function("() => document.querySelector('.player').dataset.dimension === '3d'")
    player.settle()
    assert len(player.colors(0)) > 3


@pytest.mark.browser
def test_the_small_file_plays_beside_plotly_and_says_what_is_missing_without(visit, tmp_path):
    with zipfile.ZipFile(io.BytesIO(archive(animation(RUNS, small=True), "race.html"))) as files:
        files.extractall(tmp_path)
    page = visit((tmp_path / "race.html").as_uri())
    Player(page).seek(50)
    (tmp_path / "plotly.min.js").unlink()
    alone = visit((tmp_path / "race.html").as_uri(), watched=False)
    alone.get_by_role("alert").filter(has_text="plotly.min.js").wait_for()


@pytest.mark.browser
def test_a_noisy_race_shows_what_each_step_sees(visit, tmp_path):
    noisy = Noisy(SURFACE, sigma=0.3)
    runs = [run(Adam(lr=0.05), noisy, start=(-1.2, 1.0), steps=40)]
    file = tmp_path / "noisy.html"
    heights, start = sample_heights(noisy), (-1.2, 1.0)
    race = RaceToPlay(runs, ["Adam"], ["running"], noisy, heights, start, View(), "Done.")
    page = html(race, "Noise", sample_batch_surface(noisy, 40, 0, noisy.domain))
    file.write_text(page, encoding="utf-8")
    player = Player(visit(file.as_uri()))
    player.press("Show each step's own surface")
    player.root.get_by_text("tilted by its own noise").wait_for()
