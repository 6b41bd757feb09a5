"""Articles in and out: whole files and folders, the choice of articles, splits, reports. No Qt."""
