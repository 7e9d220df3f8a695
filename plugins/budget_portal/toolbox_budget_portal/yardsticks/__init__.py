"""Yardsticks: how many people, which prices, how large an economy, year by year, each with its file and row."""
