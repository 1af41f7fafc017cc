"""Data to learn from: made by formula, measured, or the user's own table."""

from surfaces.data.base import Dataset
from surfaces.data.comma_separated import MOST_BYTES, decoded
from surfaces.data.far_samples import FarSamples
from surfaces.data.real import Galton, Iris
from surfaces.data.standardized import Standardized
from surfaces.data.synthetic import BadlyScaled, Line, Outliers, Spirals, TwoMoons
from surfaces.data.table import Table, read_csv

DATASETS: dict[str, type[Dataset]] = {
    "Line": Line,
    "Outliers": Outliers,
    "FarSamples": FarSamples,
    "Galton": Galton,
    "BadlyScaled": BadlyScaled,
    "TwoMoons": TwoMoons,
    "Spirals": Spirals,
    "Iris": Iris,
    "Standardized": Standardized,
}
"""By class name; every one can be made without arguments, as a ``Table`` cannot."""

__all__ = [
    "DATASETS",
    "MOST_BYTES",
    "BadlyScaled",
    "Dataset",
    "FarSamples",
    "Galton",
    "Iris",
    "Line",
    "Outliers",
    "Spirals",
    "Standardized",
    "Table",
    "TwoMoons",
    "decoded",
    "read_csv",
]
