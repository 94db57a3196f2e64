"""Loading where things are: what a force downloads, into the table, by `python -m infra.admin load-...`.

One module a command: `load_postcodes`, `load_areas`, `load_households`. They share `work`, which holds the
stores they write to, and `progress`, which says how far they are.

They read through `files`, which opens a download whole or refuses it: `directory` reads postcodes (`columns`
tells which column is which), `boundaries` reads polygons, and `other_forces` knows whom to join elsewhere.
What they write goes through `merging`, so that no area is lost meanwhile, `recode`, which gives people's
places the codes that their postcodes have now, and `outlines`, which makes polygons simple for a map.
`sources` says where a real force's files lie.
"""
