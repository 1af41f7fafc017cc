"""Basins: where each start of a map ends."""
