"""What can be taken away from a race: its paths as tables, and programs that run it again."""

from collections.abc import Callable, Mapping

from experiments.experiment import Experiment
from experiments.exports.data import to_csv, to_json
from experiments.exports.in_optax import optax
from experiments.exports.in_pytorch import pytorch
from experiments.exports.in_this_library import this_library
from experiments.exports.program import Code

LIBRARIES: Mapping[str, Callable[[Experiment], Code]] = {
    "This library": this_library,
    "PyTorch": pytorch,
    "Optax": optax,
}
"""What writes a race as a program, by what the visitor reads."""

__all__ = ["LIBRARIES", "Code", "optax", "pytorch", "this_library", "to_csv", "to_json"]
