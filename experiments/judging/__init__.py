"""What became of a run and why: measured, named, explained."""
