"""A lesson sheet from chosen items: aim, text, questions with an answer key, and the form that the school returns."""
