"""From files to plans: a table in, a bundle or problems out; knows no database."""
