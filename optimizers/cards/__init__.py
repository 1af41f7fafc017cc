"""A card for every rule: what it answers, where it is used, what speaks for it and against it."""
