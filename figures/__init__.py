"""Pure functions from what was computed to what is drawn."""

from figures.race import race
from figures.relief import Relief, relief
from figures.styles import MAP_COLORS, STYLES, Style

__all__ = ["MAP_COLORS", "STYLES", "Relief", "Style", "race", "relief"]
