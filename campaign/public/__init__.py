"""What everybody may read without signing in: feeds, item pages and their files, short links, health. Plain ASGI."""
