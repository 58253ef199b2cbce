"""How is it to be done: lengths within the label, course, dates, preparation, numbing, and what is off-label."""
