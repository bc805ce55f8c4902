"""The matrix of the committee: what the scores come to, by which methods, and how sure that is."""
