"""The web room: rendering, answers, error pages, and the pure-ASGI layers around every request."""
