"""Due messages by the hundred thousand, a provider that is slow and fails, and two ways to send."""
