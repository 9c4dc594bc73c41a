"""Files on the pages: uploads in parts, what is stored, choosing and cutting."""
