"""What happened in a run, and why, with the numbers that show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import norm
from experiments.advice import explain
from experiments.evidence import NEIGHBOURHOOD, Evidence, lasting
from experiments.outcomes import Outcome
from experiments.stability import bound, sharpness

if TYPE_CHECKING:
    from experiments.trajectory import Trajectory
