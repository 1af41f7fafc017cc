"""The classroom: lessons, and exercises that are graded by running what was answered."""
