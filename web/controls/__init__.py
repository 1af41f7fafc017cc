"""The fields of a page, as a component."""
