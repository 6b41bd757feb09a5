"""Looking after a project: its history, its trash, its backups, its health."""
