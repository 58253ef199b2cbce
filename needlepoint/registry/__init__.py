"""Many courses together: what stands out among them."""
