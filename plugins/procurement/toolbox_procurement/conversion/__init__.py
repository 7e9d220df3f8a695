"""Amounts in one currency: exchange rates that an administrator loads, and values converted with them.

The value's own currency always comes first; a converted amount is shown with its rate, the day and the source of it.
"""
