"""The page on which an item is written: its form, live checks and previews, what is typed and not saved, its times."""
