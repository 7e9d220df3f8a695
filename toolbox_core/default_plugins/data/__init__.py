"""The catalogue of published datasets, their downloads and originals, and the publication log."""
