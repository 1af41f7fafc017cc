"""What the product uses of ``plotly.colors``."""

from collections.abc import Sequence
from types import ModuleType

class _Sequential(ModuleType):
    Cividis: list[str]

sequential: _Sequential

def sample_colorscale(colorscale: Sequence[str], samplepoints: Sequence[float]) -> list[str]: ...
def unlabel_rgb(colors: str) -> tuple[float, float, float]: ...
