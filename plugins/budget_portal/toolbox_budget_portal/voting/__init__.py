"""Participatory budgets held on this site: processes and their phases, projects, ballots, results. Knows no HTTP."""
