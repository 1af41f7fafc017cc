"""Batch sizes: what few samples a step buy, and what they cost."""
