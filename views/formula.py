"""The formula of a surface, typeset; for the visitor's own function its derivatives too."""

from __future__ import annotations

from typing import Any

import streamlit as st

from surfaces import Surface


def formula(surface: Surface) -> None:
    """Show a surface's formula, what it teaches, and what there is to beware of on it."""
    st.latex(f"f(x, y) = {surface.formula}")
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
