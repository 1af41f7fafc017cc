"""How large a learning rate may be, times the curvature, before a rule without memory of scale climbs."""
