"""Plugin life: finding plugins, reading their manifests, deciding, activating, isolating and remembering them.

``manifest`` and ``discovery`` read without importing a plugin; ``preflight`` decides what may run; ``activation``
imports and collects; ``lifecycle`` is the one face of it all; ``runner`` keeps every call apart from every other.
"""
