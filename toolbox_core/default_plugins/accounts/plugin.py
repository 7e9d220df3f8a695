"""What the accounts plugin contributes: the sign-in, each person's own account, and a link."""

from __future__ import annotations

from toolbox_core import N_, NavigationLink, PluginContext, Route, hookimpl
from toolbox_core.default_plugins.accounts import account, authenticator, provider, sign_in, tokens

PAGES = (
    ("/account/sign-in", sign_in.sign_in, "sign_in", ("GET", "POST")),
    ("/account/second-factor", sign_in.second_factor, "second_factor", ("GET", "POST")),
    ("/account/sign-out", sign_in.sign_out, "sign_out", ("POST",)),
    ("/account/provider", provider.start, "provider", ("GET",)),
    ("/account/provider/return", provider.come_back, "provider_return", ("GET",)),
    ("/account/", account.account, "account", ("GET",)),
    ("/account/name", account.name, "name", ("POST",)),
    ("/account/password", account.password, "password", ("GET", "POST")),
    ("/account/sessions", account.end_sessions, "sessions", ("POST",)),
    ("/account/authenticator", authenticator.authenticator, "authenticator", ("GET", "POST")),
    ("/account/tokens", tokens.tokens, "tokens", ("GET", "POST")),
)


@hookimpl
def register_routes(context: PluginContext) -> list[Route]:
    """The pages. All are open to everybody: who has not signed in is asked to, and nobody sees another's account."""
    del context
    return [
        Route(path=path, endpoint=endpoint, name=f"accounts:{name}", methods=methods, public=True, cacheable=False)
        for path, endpoint, name, methods in PAGES
    ]


@hookimpl
def register_navigation(context: PluginContext) -> list[NavigationLink]:
    """Readers need no account, so the way in stands in the footer."""
    del context
    return [NavigationLink(label=N_("Sign in"), route="accounts:sign_in", slot="site", order=90)]
