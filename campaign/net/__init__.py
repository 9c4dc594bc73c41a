"""The way out: deadlines, and the one client that the program's outgoing HTTP goes through. And how we listen."""
