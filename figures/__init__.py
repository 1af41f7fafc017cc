"""Pure functions from results to Plotly figures and SVG."""

from figures.height_map import HeightMap, sample_heights
from figures.race import race
from figures.styles import MAP_COLORS, STYLES, Style

__all__ = ["MAP_COLORS", "STYLES", "HeightMap", "Style", "race", "sample_heights"]
