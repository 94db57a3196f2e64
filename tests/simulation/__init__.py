"""The whole engine on a virtual clock, with everything going wrong that can: one seed, one story.

- Machine: `world` (time, and who runs), `table`, `queues`, `providers`.
"""
