"""Open contracting (OCDS): read, check, merge and flag public procurement data."""
