"""Payments to suppliers, with natural persons made nameless before anything is kept."""
