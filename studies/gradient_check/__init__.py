"""Gradient check: a gradient against differences of its loss."""
