"""What can be taken away from a race: its paths as tables, and programs that run it again."""

from collections.abc import Callable, Mapping

from experiments.experiment import Experiment
from exports.in_optax import optax
from exports.in_pytorch import pytorch
from exports.in_this_library import this_library
from exports.program import Code
from exports.tables import to_csv, to_json

LIBRARIES: Mapping[str, Callable[[Experiment], Code]] = {
    "This library": this_library,
    "PyTorch": pytorch,
    "Optax": optax,
}
"""What writes a race as a program, by what the visitor reads."""

__all__ = ["LIBRARIES", "Code", "optax", "pytorch", "this_library", "to_csv", "to_json"]
