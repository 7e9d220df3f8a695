"""The host's own plugins: the start page, the data catalogue, what runs here, and how it is doing."""
