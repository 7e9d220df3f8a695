"""Datasets as files: one iterator of rows becomes CSV, XLSX, JSON, JSON Lines, Parquet or a Data Package, streamed."""
