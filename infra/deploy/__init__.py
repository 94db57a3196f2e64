"""`make deploy`: one stage's package into an account, each change shown before it is made."""
