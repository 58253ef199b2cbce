"""The clinic: what happened, who did it, and what is shown."""
