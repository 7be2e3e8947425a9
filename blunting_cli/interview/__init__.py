"""How a bank is asked: one pure state machine, and front ends that turn what is typed into its events."""
