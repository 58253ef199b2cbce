"""One treatment on one day: time-out, what was delivered, how it differs from the plan, and its signature."""
