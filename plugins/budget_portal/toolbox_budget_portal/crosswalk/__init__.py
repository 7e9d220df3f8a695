"""Crosswalks: a publisher's own codes said in words that every country shares, COFOG and the development goals."""
