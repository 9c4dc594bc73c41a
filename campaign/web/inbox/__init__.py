"""What waits for a yes: the inbox, one item to decide on, the urgent post."""
