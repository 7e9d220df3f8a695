"""The first page and the pages about this site itself: accessibility, privacy, display."""
