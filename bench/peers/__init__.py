"""One scenario in Designer and in other engines, side by side."""
