"""What the columns of known files mean: the same table reads them and writes them."""
