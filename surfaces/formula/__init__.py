"""Functions that somebody types: read, differentiated, and given a map."""

from surfaces.formula.formula import Formula

__all__ = ["Formula"]
