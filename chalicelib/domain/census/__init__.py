"""The census: everybody in memory as bitmaps, so that a question about anybody reads no item of the table.

`tally` counts rows of the audience index into a census, which is `counted` over its `spots`; `form` packs it
to be stored. Asked with an audience, `choosing` answers who is meant, and `standing` what would become of
each of them.
"""
