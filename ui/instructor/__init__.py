"""What an instructor sees and does: signing in, making a class, the board, the roster and the results."""
