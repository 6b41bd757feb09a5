"""Plain values and rules: articles, labels, spans, offsets, nesting. No Qt, no SQL, no spaCy, no files."""
