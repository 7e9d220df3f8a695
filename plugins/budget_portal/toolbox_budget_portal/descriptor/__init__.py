"""Fiscal Data Package descriptors: read from ``datapackage.json``, checked, and proposed for files that have none."""

from toolbox_budget_portal.descriptor.model import Dialect, Field, ForeignKey, Package, Resource
from toolbox_budget_portal.descriptor.reading import parse_package, read_package

__all__ = ["Dialect", "Field", "ForeignKey", "Package", "Resource", "parse_package", "read_package"]
