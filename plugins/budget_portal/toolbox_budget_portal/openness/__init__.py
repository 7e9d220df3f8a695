"""Openness measured: the eight documents of a budget, when each was due, when it came, and what that adds up to."""
