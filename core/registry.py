"""Registries that are made of what a package imports, so that nothing is listed twice."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, TypeVar


class HasFamily(Protocol):
    """A class that names the heading under which menus offer it."""

    family: ClassVar[str]


Kind = TypeVar("Kind")
Member = TypeVar("Member", bound=HasFamily)


def concrete(names: Mapping[str, Any], base: type[Kind]) -> dict[str, type[Kind]]:
    """Return by class name all classes among names that have this base and nothing abstract."""
    return {
        name: thing
        for name, thing in names.items()
        if inspect.isclass(thing) and issubclass(thing, base) and not inspect.isabstract(thing)
    }


def by_family(kinds: Mapping[str, type[Member]]) -> dict[str, dict[str, type[Member]]]:
    """Sort classes by the ``family`` that each of them names; families come in the same order.

    Raises ``AttributeError`` for a class that names none.
    """
    found: dict[str, dict[str, type[Member]]] = {}
    for name, kind in kinds.items():
        found.setdefault(kind.family, {})[name] = kind
    return found
