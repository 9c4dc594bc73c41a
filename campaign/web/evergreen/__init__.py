"""Old items that have to be looked at again, and what suits the days ahead."""
