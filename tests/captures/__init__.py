"""Records what a real kubectl prints for the problems of the blue-green bank."""
