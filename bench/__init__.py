"""Measurements of the whole product; each prints its figures and fails when something does not add up."""
