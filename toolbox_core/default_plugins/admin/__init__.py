"""The desk of those who look after the site: what waits, plugins, imports, people, jobs, the audit log."""
