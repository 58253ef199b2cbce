"""Agreed? What this plan makes it necessary to say, what to expect, and when somebody must be asked again."""
