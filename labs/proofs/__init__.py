"""Proofs carried out on a cluster, each in a namespace as closed as a learner's."""
