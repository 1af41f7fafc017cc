"""What tests of the player may ask for."""

from __future__ import annotations

import pytest

from tests.web.player.driver import Player
from tests.web.player.saving import RUNS
from web.player.export import animation
from web.player.view import View


@pytest.fixture
def opened(visit, tmp_path):
    """Open a race in a file: ``opened(view, …)``."""

    def open_race(view: View, **options):
        file = tmp_path / "race.html"
        file.write_text(animation(RUNS, view=view), encoding="utf-8")
        return Player(visit(file.as_uri(), **options))

    return open_race
