"""What runs here: the host and its modules, their versions, licences and sources."""
