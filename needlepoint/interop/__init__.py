"""Documents of others become values of ours, and back. Pure: it reads and writes text, never a file or a network."""
