"""Whatever can go wrong with disks, files and other people's data; all of it with `python -m tests.faults --full`."""
