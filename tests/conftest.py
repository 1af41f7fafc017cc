"""What holds for every test: one thread each, the same examples every time, and common fixtures."""

import os

# Before NumPy is imported. Tests share the processors: threads of BLAS would wait busily for them.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings

from tests.browser import app, browser, serve, visit

__all__ = ["app", "browser", "serve", "visit"]

settings.register_profile("the same examples every time", derandomize=True)
settings.load_profile("the same examples every time")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say in the report which tests drove a browser, so that their absence can be noticed."""
    if item.get_closest_marker("browser"):
        item.user_properties.append(("browser", "yes"))
