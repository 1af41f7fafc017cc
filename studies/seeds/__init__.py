"""Seeds: one race many times."""
