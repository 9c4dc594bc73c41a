"""Tables of items: what Vietnamese Excel writes, read row by row, every mistake at its row."""
