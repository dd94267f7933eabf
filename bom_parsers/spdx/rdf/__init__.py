"""SPDX 2 in RDF/XML: `xml.read` puts together what `statements` reads as subject, predicate and object."""
