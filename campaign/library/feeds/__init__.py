"""Feeds of newsrooms as the library reads them: bodies of strangers, taken apart in a child process."""
