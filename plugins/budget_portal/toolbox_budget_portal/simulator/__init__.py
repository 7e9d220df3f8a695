"""The simulator: people move parts of a budget within bounds, it must balance, and what they sent is told together."""
