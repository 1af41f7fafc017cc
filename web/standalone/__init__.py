"""HTML files that hold all that they show, and the modules that show it."""
