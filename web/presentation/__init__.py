"""A page shown to a room: the window filled, large type, one key to the next slide."""
