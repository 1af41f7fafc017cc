"""The five kinds of exercises, by the name that a header gives them."""

from lessons.exercise import Exercise
from lessons.kinds.diagnose import Diagnose
from lessons.kinds.drive import Drive
from lessons.kinds.number import Number
from lessons.kinds.predict import Predict
from lessons.kinds.write_rule import WriteRule

KINDS: dict[str, type[Exercise]] = {
    kind.kind: kind for kind in (Number, Predict, Drive, Diagnose, WriteRule)
}

__all__ = ["KINDS", "Diagnose", "Drive", "Number", "Predict", "WriteRule"]
