"""The demo budgets: five years of the Republic of Aldora and of its capital Port Sennen, made anew from one seed.

``plan`` holds the invented names and shares, ``lines`` makes exact amounts of them, ``files`` writes them as any
finance ministry would publish them, and ``loading`` takes the files through the ordinary import and publication.
"""
