"""The dialogs. None is loaded before it is asked for, and none asks what can be undone."""
