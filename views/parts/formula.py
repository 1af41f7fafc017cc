"""The formula of a surface, typeset; for the visitor's own function its derivatives too."""

from __future__ import annotations

from typing import Any

import streamlit as st

from surfaces import Surface
from surfaces.data_loss import DataLoss


def formula(surface: Surface) -> None:
    """Show a surface's formula, what it teaches, and what there is to beware of on it."""
    point = r"\theta" if isinstance(surface, DataLoss) else "x, y"
    st.latex(f"f({point}) = {surface.formula}")
    st.caption(" ".join(filter(None, (surface.teaches, surface.kink, surface.beyond))))
    derivatives: Any = surface
    if hasattr(surface, "gradient_formula"):
        with st.expander("Gradient and Hessian"):
            for symbol, latex in (
                (r"\nabla f", derivatives.gradient_formula),
                (r"\nabla^2 f", derivatives.hessian_formula),
            ):
                if latex:
                    st.latex(f"{symbol} = {latex}")
                else:
                    st.caption(f"${symbol}$ is too long to be read.")
