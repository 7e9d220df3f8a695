"""Fiscal indicators: few figures that tell how a budget stands, each with its formula, its source and what went in."""
