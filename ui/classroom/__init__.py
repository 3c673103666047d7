"""A class as its learners see it: joining, notes, the pause, and the call for help."""
