"""Snapshots of reference data in a folder, and what of them can matter to some names, without reading the rest.

The doors are `store.Store` and `excerpt.excerpt`.
"""
