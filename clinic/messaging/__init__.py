"""Messages on their way out: the sender of what is due, and the channels it sends by."""
