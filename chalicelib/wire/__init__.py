"""How bytes go to a provider and to Amazon: one post a call, and Amazon's signature."""
