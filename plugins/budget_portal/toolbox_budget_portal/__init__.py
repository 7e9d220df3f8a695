"""Budget portal: public budgets, exact, traceable to their rows, in plain words."""
