"""The few words that every room speaks: arrays, knobs, losses. NumPy only."""
