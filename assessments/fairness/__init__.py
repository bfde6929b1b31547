"""How sure a ranking is, and who stands last in it: intervals, bands, chance, the trigger of consequences.

``estimates``, ``chance`` and ``last_place`` are plain Python: figures in, figures out, the seed is an argument.
"""
