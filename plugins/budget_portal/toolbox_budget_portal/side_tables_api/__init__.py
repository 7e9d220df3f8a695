"""The programming interface to what stands beside budgets: what is asked and answered, and the routes."""
