"""The demo: the third and fourth plan of the Republic of Aldora, and Port Sennen’s first. All of it is invented."""
