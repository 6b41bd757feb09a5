"""One module per file format, each found through the registry."""
