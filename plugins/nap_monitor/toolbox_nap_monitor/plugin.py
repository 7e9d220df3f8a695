"""The table of contents of the action-plan monitor: what it hands to the host, and from which room."""

from __future__ import annotations

from toolbox_core import N_, Permission, hookimpl


@hookimpl
def register_permissions() -> list[Permission]:
    """Contact points load and publish; ministries report; civil society judges. Each may hold for one body only."""
    return [
        Permission(
            id="nap_monitor.edit",
            label=N_("Load and change action plans"),
            description=N_("Load plans, change commitments, keep meetings and documents, invite those who report."),
            default_roles=("publisher",),
        ),
        Permission(
            id="nap_monitor.report",
            label=N_("Report progress"),
            description=N_("Write and submit updates with evidence, for the institutions one answers for."),
            default_roles=("editor", "publisher"),
        ),
        Permission(
            id="nap_monitor.publish",
            label=N_("Publish and return updates"),
            description=N_("Make a submitted update public, or send it back with a reason."),
            default_roles=("publisher",),
        ),
        Permission(
            id="nap_monitor.judge",
            label=N_("Record civil society's verdict"),
            description=N_(
                "Record verdicts of civil society. They stand beside the government's and never replace it."
            ),
        ),
        Permission(
            id="nap_monitor.review",
            label=N_("Record the independent review's verdict"),
            description=N_("Record verdicts of the Independent Reporting Mechanism, as its reports give them."),
        ),
        Permission(
            id="nap_monitor.respond",
            label=N_("Answer proposals"),
            description=N_("Give reasoned responses to proposals and comments of the public."),
            default_roles=("editor", "publisher"),
        ),
    ]
