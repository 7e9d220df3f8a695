"""Capital projects: what is built, where, until when, for how much, and what became of it."""
