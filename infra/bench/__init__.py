"""`make bench`: what sending, composing, starting and answering cost, beside plainer ways of doing it."""
