"""Following: what happened, Atom and e-mail for people, signed webhooks for programs."""

from toolbox_core.services.notifications.events import announce, latest, object_topic

__all__ = ["announce", "latest", "object_topic"]
