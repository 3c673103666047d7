"""The prober: users of a model, several kinds at once, on a schedule that waits for nobody.

Open loop: a request is due when the schedule says so, whether or not the last one was answered, because a
probe that waits for answers asks least when the service is worst. Standard library only: this folder is
copied into an image that has nothing else.
"""
