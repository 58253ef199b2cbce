"""Is this right for this person, here, today, and what is not known? Advice with reasons; a clinician decides."""
