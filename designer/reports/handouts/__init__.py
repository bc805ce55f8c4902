"""What is handed out of a scenario: the *fiche scénario* and the relational kit."""
