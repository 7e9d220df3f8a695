"""Virements: what was moved from line to line during the year, by which act and why, held against the budget."""
