"""The report page: how far, and how do we know; its evidence, exports, issued versions and links to share."""
