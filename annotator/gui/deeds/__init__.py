"""What the actions do, one module for each kind of deed. Each object holds only what its deeds need."""
