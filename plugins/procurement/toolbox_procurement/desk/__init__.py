"""The desk of a buyer who has no system of its own: plans, tenders, awards and contracts in forms, releases out."""
