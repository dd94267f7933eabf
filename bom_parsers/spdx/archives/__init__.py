"""Archives of linked SPDX documents, as Yocto makes them: `archive.read` joins the documents into one BOM."""
