"""Ways out of the house, one module each; a message names its own in `channel`."""
