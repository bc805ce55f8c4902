"""What leaves the product to be read elsewhere: pictures, documents and slides of a scenario as drawn."""
