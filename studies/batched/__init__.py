"""Many runs of one rule at once, without their paths: only where they end, and when."""
