"""Signing in and out, and the page on which people look after their own account."""
