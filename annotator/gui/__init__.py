"""The window: everything of Qt is in here. Widgets paint and forward; what they show comes from the workspace."""
