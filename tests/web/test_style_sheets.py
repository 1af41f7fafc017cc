"""A style sheet speaks only of what the modules beside it make."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.modules import HERE
from web.player.export import STYLES

SHEETS = [path for path in sorted(HERE.glob("*/*.css")) if path.parent.name != "pages"]
OTHERS = re.compile(r"st[A-Z-]|InputInstructions|controls-(number|choice|chips|text)$")
"""Names that Streamlit gives, also to what the pages have a key for; those of kinds of fields."""
WRITTEN = "\n".join(
    path.read_text(encoding="utf-8")
    for kind in ("js", "html", "py")
    for path in HERE.rglob(f"*.{kind}")
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_class_and_every_act_is_made_somewhere(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]+)\{", rules))
    named = {*re.findall(r"\.([a-z][\w-]*)", selectors)}
    named |= {*re.findall(r'\[data-[\w-]+="([\w-]+)"\]', selectors)}
    ours = {name for name in named if not OTHERS.match(name)}
    assert ours or "st-key" in selectors
    assert {name for name in ours if not re.search(rf"\b{name}\b", WRITTEN)} == set()


def test_an_exported_race_has_the_sheets_of_the_app_in_their_order() -> None:
    code = (HERE / "player" / "streamlit.js").read_text(encoding="utf-8")
    assert [path.name for path in STYLES] == re.findall(r'URL\("\./(\w+\.css)"', code)
