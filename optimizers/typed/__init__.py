"""The small language in which somebody types a rule: its words, its reading, and how it runs."""
