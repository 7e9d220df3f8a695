"""The administration's own words about a budget line, beside the sentences that are made from the data."""
