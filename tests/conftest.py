"""Fixtures that every test may ask for."""

from tests.browser import browser, serve, visit

__all__ = ["browser", "serve", "visit"]
