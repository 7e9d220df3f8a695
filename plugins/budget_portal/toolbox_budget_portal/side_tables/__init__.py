"""What stands beside budgets: payments, changes, months, population … Each is its columns, its rows and its words.

The rest is the same for all of them and is here: recognising the columns of a file (``sheet``), keeping a draft and
publishing it (``services``), open data and the publication log (``table``), the command (``cli``).
"""
