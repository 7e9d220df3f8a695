"""The government's self-assessment of a plan: its contents once, written as HTML, DOCX or PDF."""
