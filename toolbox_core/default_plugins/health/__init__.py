"""How the site is doing, for machines that watch it and for people who want to know."""
