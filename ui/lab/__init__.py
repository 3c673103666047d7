"""Labs in this process: what is offered, the cluster that they run on, and the sessions that are open."""
