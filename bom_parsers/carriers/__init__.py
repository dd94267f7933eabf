"""Bytes and text before they are a BOM: encodings, JSON text, XML, and the archives around a file."""
