"""Debt: what an entity owes, what it borrowed, paid back and paid in interest, year by year."""
