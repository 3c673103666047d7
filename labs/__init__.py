"""Doing it for real: the cluster, a place for each learner, the console, traffic and checks."""
