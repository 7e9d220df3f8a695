"""One search over everything that the modules publish."""
