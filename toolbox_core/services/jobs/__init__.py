"""Background work: a queue in the site's own database, schedules, and the worker that runs it."""
