"""Checking a file: the schema, codes, structure, references, coherence, consistency, and the data set as a whole.

``run`` walks the file once and asks each room about every release; findings meet in one report (``report``).
"""
