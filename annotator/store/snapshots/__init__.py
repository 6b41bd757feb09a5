"""The schema of each released version, as its migrations make it."""

from annotator.store.snapshots import version_1, version_2, version_3

SNAPSHOTS: dict[int, str] = {1: version_1.SCHEMA, 2: version_2.SCHEMA, 3: version_3.SCHEMA}
