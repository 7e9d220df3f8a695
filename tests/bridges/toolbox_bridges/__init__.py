"""Closed bridges."""
