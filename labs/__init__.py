"""Doing it for real: the cluster, a workspace for each learner, the console, traffic and checks."""
