"""The planner: who is due, who is sent what, and why not. Pure: no storage, no clock, no chance."""
