"""Execution month by month: what was spent and taken in during the year, beside what was approved for it."""
