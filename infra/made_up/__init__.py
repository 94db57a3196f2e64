"""People who are made up, and the country of the fictional force: what a laptop is filled with."""
