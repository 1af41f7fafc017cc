"""What the browser does for exercises: it keeps the work of a student, and Enter checks."""
