"""Results put into the documents of `reports.documents`."""
