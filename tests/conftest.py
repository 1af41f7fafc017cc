"""Fixtures that every test may ask for."""

import pytest

from tests.browser import app, browser, serve, visit

__all__ = ["app", "browser", "serve", "visit"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say in the report which tests drove a browser, so that their absence can be noticed."""
    if item.get_closest_marker("browser"):
        item.user_properties.append(("browser", "yes"))
