"""Sweeps: one batched run over all values of knobs."""
