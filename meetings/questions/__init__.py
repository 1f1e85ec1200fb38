"""Forms, questions, choices, submissions, answers: one mechanism for everything that is asked."""
