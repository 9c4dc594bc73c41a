"""What an item said before: its revisions, two of them compared, and bringing one back."""
