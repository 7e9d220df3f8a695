"""The testing room: pytest fixtures for the host and for plugin authors.

Installed with the toolbox as a pytest plugin, so that a plugin's tests can ask for ``site``, ``settings``,
``database``, ``client``, ``postgresql_url``, ``live_server``, ``browser_page`` and ``axe`` without any set-up of
their own. Everything heavy is imported inside the fixtures: a test run that uses none of them pays nothing.
"""
