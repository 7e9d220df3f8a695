"""Goals beside the money: what a programme is meant to reach, what was measured, and how far it has come."""
