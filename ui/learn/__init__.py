"""Ways to learn without an attempt: pages to play with and to read, of which nothing is counted."""
