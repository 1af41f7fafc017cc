"""Data to learn from: made by formula, measured, or the user's own table."""

from surfaces.data.base import Dataset
from surfaces.data.real import Galton, Iris
from surfaces.data.standardized import Standardized
from surfaces.data.synthetic import BadlyScaled, Line, Outliers, Spirals, TwoMoons
from surfaces.data.table import Table, read_csv

DATASETS: dict[str, type[Dataset]] = {
    "Line": Line,
    "Outliers": Outliers,
    "Galton": Galton,
    "BadlyScaled": BadlyScaled,
    "TwoMoons": TwoMoons,
    "Spirals": Spirals,
    "Iris": Iris,
    "Standardized": Standardized,
}
"""By class name; every one can be made without arguments."""

__all__ = [
    "DATASETS",
    "BadlyScaled",
    "Dataset",
    "Galton",
    "Iris",
    "Line",
    "Outliers",
    "Spirals",
    "Standardized",
    "Table",
    "TwoMoons",
    "read_csv",
]
