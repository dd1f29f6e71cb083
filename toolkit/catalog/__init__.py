"""Catalogs: the PO files that hold what people translated, and how they follow their articles."""
