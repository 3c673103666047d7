"""Labs in this process: what is offered, the cluster that they run on, and the rooms that are open."""
