"""Between documents and the fields of a page."""
