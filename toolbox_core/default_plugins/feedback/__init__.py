"""Questions and comments on anything a module shows, moderated in the open, with official public answers."""
