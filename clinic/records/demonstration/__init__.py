"""The demonstration clinic: invented people whose courses stand at every stage, told through the real deeds."""
