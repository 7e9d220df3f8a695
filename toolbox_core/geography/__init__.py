"""Regions of the earth: read from GeoJSON, made light enough to draw, projected onto paper, matched with data.

Pure: no database, no HTML. ``services.boundaries`` keeps regions, ``charts.maps`` draws them.
"""
