"""Approved catalogs and their articles become publications, pages and review pages."""
