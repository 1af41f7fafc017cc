"""Many runs at once: maps of basins, sweeps over knobs, on this machine's processes or on others'.

A map of where every start ends, and the loss against a knob over starts and seeds::

    picture = basins(Adam(lr=0.1), Himmelblau(), size=256, steps=1000)
    picture.label          # (256, 256): which of picture.minima each start reached, -1 for none
    rates = np.geomspace(1e-4, 1, 200)
    swept = sweep([Adam(), Momentum()], Rosenbrock(), knobs={"lr": rates}, starts=points, steps=300)
    swept.median()         # (2, 200): the final loss, median over starts and seeds

Nothing here keeps a path unless it is asked to: memory does not grow with the steps.
"""

from experiments.laboratory.endings import Ending
from experiments.laboratory.executors import work
from experiments.laboratory.lanes import Ends, walk
from experiments.laboratory.maps import Basins, basins, coarse_to_fine
from experiments.laboratory.sweeps import Sweep, sweep

__all__ = [
    "Basins",
    "Ending",
    "Ends",
    "Sweep",
    "basins",
    "coarse_to_fine",
    "sweep",
    "walk",
    "work",
]
