"""The table of contents of the budget portal: what it hands to the host, and from which room."""

from __future__ import annotations
