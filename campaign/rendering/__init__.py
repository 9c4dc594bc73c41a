"""An item as one channel will read it. Prints links, never makes them."""
