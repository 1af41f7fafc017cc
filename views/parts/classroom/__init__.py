"""The classroom on the page: exercises drawn, and what a student did kept in their browser."""
