"""The action-plan monitor: commitments, what is late, who says so, and what was answered."""
