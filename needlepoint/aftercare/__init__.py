"""After a session: what to do, to avoid and to expect, day by day, for this treatment."""
