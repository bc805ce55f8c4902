"""One module a group of pages: a view parses, calls one use case, answers."""
