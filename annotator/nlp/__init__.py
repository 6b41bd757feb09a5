"""Tokens and sentences. spaCy is imported on first use, never before."""
