"""The host's services: one module per subject, synchronous, given a Session, knowing nothing of the web."""
