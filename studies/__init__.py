"""Questions asked of many runs: basins, sweeps, fair races, profiles, seeds, batch sizes, and more.

A map of where every start ends, and the loss against a knob over starts and seeds::

    picture = basins(Adam(lr=0.1), Himmelblau(), size=256, steps=1000)
    picture.label          # (256, 256): which of picture.minima each start reached, -1 for none
    rates = np.geomspace(1e-4, 1, 200)
    swept = sweep([Adam(), Momentum()], Rosenbrock(), knobs={"lr": rates}, starts=points, steps=300)
    swept.median()         # (2, 200): the final loss, median over starts and seeds

Nothing here keeps a path unless it is asked to: memory does not grow with the steps.
"""

from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.maps import Basins, basins
from studies.batch_sizes.comparison import BatchSizes
from studies.batched.endings import Ending
from studies.batched.executors import work
from studies.batched.runs import Ends, walk
from studies.fair_races.fair_race import FairRace
from studies.fair_races.progress import drawn_starts
from studies.gradient_check.specification import Examination
from studies.networks.training import Training
from studies.normalization import Normalization
from studies.profiles import Profile
from studies.seeds.ensemble import Ensemble
from studies.sweeps.sensitivity import Sensitivity, goal, grid
from studies.sweeps.sweep import Sweep, sweep

__all__ = [
    "BasinMap",
    "Basins",
    "BatchSizes",
    "Ending",
    "Ends",
    "Ensemble",
    "Examination",
    "FairRace",
    "Normalization",
    "Profile",
    "Sensitivity",
    "Sweep",
    "Training",
    "basins",
    "drawn_starts",
    "goal",
    "grid",
    "sweep",
    "walk",
    "work",
]
