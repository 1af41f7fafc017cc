"""Vectors as arrows on a map, scaled where they would be too short or too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from figures.styles import Style, color_of, dash_of

SCALED = 0.9  # length of an arrow that is not drawn in its true length, in half widths
TRUE = (0.12, 2.2)  # lengths, in half widths, between which an arrow is drawn in its true length


class Arrows:
    """Draws vectors in the units of a map."""

    def __init__(self, half: float, dark: bool) -> None:
        """Draw on a map of a half width, on a light page or a dark one."""
        self.half, self.dark = half, dark

    def drawn(
        self, label: str, vectors: Sequence[tuple[Array, Array]], style: Style
    ) -> Iterator[go.Scatter]:
        """Draw vectors of one kind, each from its point; none for what is zero or overflowed."""
        lengths = [float(np.hypot(*vector)) / self.half for _, vector in vectors]
        longest = max((length for length in lengths if np.isfinite(length)), default=0.0)
        low, high = TRUE
        scale = 1.0 if low <= longest <= high or not longest else _round(SCALED / longest)
        line = {"color": color_of(style, self.dark), "width": 3, "dash": dash_of(style)}
        listed = True
        for (point, vector), length in zip(vectors, lengths, strict=True):
            if np.isfinite(length) and length > 0:
                yield self.arrow(label, point, vector, line, scale, listed)
                listed = False

    def arrow(
        self,
        label: str,
        point: Array,
        vector: Array,
        line: dict[str, Any],
        scale: float = 1.0,
        listed: bool = True,
    ) -> go.Scatter:
        """Draw one arrow; its hover text gives the true vector."""
        x, y = np.transpose([point, point + scale * vector])
        return go.Scatter(
            x=x,
            y=y,
            mode="lines+markers",
            name=label if scale == 1 else f"{label} × {scale:g}",
            legendgroup=label,
            showlegend=listed,
            line=line,
            marker={
                "symbol": ["circle", "arrow"],
                "angleref": "previous",
                "size": [0, 12 + line["width"]],
                "color": line["color"],
            },
            hovertemplate=f"{label}<br>({vector[0]:.4g}, {vector[1]:.4g})<extra></extra>",
        )


def _round(scale: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten below a number."""
    power = 10.0 ** np.floor(np.log10(scale))
    return float(f"{max(k for k in (1, 2, 5) if k * power <= scale * 1.0001) * power:.0e}")
