"""CycloneDX in JSON, XML and protobuf.

A reader for each notation (`json`, `xml`, `protobuf`) makes a `document.Document` of the `elements` that all share, its
components column by column; `frames.to_bom`, the door that all of them leave by, makes the frames. `lenient` reads JSON that
strays from the schema.
"""
