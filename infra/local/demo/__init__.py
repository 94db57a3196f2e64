"""`make demo`: the whole story of a force, lived through HTTP on a throwaway laptop and checked step by step.

`scenes` puts the story in order; longer ones are `audience`, `arrival`, `week`, `afterwards`, `receipts` and
`failing`. They play on one `stage` with the people of `story`, and compare with a `headcount` of their own.
"""
