"""HTML, PDF and DOCX: read in a process of their own, with limits, because the files come from anywhere."""
