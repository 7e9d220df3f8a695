"""Accounts: people, passwords, second factors, sessions, tokens, roles."""

from toolbox_core.services.accounts.actors import ANONYMOUS, Actor, may, scopes_of

__all__ = ["ANONYMOUS", "Actor", "may", "scopes_of"]
