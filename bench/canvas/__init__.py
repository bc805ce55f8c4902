"""The canvas of the editor beside the plain library."""
