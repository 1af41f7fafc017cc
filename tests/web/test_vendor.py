"""What others wrote and we serve is what they published, with their licence."""

from __future__ import annotations

from hashlib import sha256

import pytest

from web.modules import HERE

PUBLISHED = {
    "gifenc.js": "217761244379253ba5815510d3048a4fb1f4c4dbe9fb51a5cfbfe26f34eec093",
}
"""The SHA-256 of each file: gifenc is dist/gifenc.esm.js of version 1.0.3."""


def test_every_vendored_module_is_listed():
    assert {path.name for path in (HERE / "vendor").glob("*.js")} == {*PUBLISHED}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_vendored_module_is_as_published_and_brings_its_licence(name):
    path = HERE / "vendor" / name
    assert sha256(path.read_bytes()).hexdigest() == PUBLISHED[name]
    licence = path.with_suffix(".LICENSE.md").read_text(encoding="utf-8")
    assert "MIT License" in licence
    assert "Copyright (c)" in licence
