"""The animation: still Plotly pictures with a moving canvas over them."""
