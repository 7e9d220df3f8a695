"""From files to budget lines: bytes in, ``BudgetRow`` or problems out; knows no database."""
