"""From plans to files: a bundle in, cells or bytes out; knows no database."""
