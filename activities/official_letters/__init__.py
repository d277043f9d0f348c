"""Official letters: numbered with the decision, made when somebody wants one, and verified by their code."""
