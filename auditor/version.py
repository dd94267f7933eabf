"""The version, written here so that no package metadata need be read at start-up; a test holds it to pyproject.toml."""

VERSION = "0.1.0"
