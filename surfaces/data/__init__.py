"""Data to learn from: made by formula, measured, or the user's own table."""

from surfaces.data.base import Dataset
from surfaces.data.encodings import decoded
from surfaces.data.far_samples import FarSamples
from surfaces.data.limits import MOST_BYTES
from surfaces.data.real import Galton, Iris
from surfaces.data.standardized import Standardized
from surfaces.data.synthetic import BadlyScaled, Line, Outliers, Spirals, TwoMoons
from surfaces.data.table import Table, columns_of, read_csv, table_of

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
    "columns_of",
    "decoded",
    "read_csv",
    "table_of",
]
