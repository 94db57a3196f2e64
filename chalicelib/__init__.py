"""The functions of one police force's Watchword; `app.py` puts them together."""

import gc

# What a cold start makes stays for good. Looking through it for garbage again and again, at every 700 objects
# as Python does by itself, would be a tenth of the start.
gc.set_threshold(50_000)
