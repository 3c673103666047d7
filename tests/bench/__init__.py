"""What Cutover costs, measured side by side with what it stands on. `make bench` prints it all."""
