"""演示数据: a township (or a district) with people, records and months, made up from a seed and a date.

Same seed, scale and date: same data. Nothing here imitates a real person or a real figure: people are named by post,
places without a known official code carry a placeholder code that cannot be mistaken for one.
"""
