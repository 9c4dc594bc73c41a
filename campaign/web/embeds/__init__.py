"""The builder of columns for other sites."""
