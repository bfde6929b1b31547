"""What a cell means to its column: a value, or none, and what is to be said of it."""
