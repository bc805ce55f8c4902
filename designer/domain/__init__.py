"""The words of the trade, in plain Python: no framework, no storage, no clock."""
