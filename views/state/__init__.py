"""What is kept: the address, the session of a visitor, and what was computed."""
