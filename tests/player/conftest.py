"""What tests of the player may ask for."""

from __future__ import annotations

import pytest

from player.export import animation
from player.view import View
from tests.player.driver import Player
from tests.player.saving import RUNS


@pytest.fixture
def opened(visit, tmp_path):
    """Open a race in a file: ``opened(view, …)``."""

    def open_race(view: View, **options):
        file = tmp_path / "race.html"
        file.write_text(animation(RUNS, view=view), encoding="utf-8")
        return Player(visit(file.as_uri(), **options))

    return open_race
