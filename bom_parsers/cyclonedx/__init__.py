"""CycloneDX in JSON, XML and protobuf: elements as the specification names them, into the frames of a BOM."""
