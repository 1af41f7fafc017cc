"""Buttons that save pictures, which the browser makes."""
