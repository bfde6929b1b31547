"""What the assessment takes from workbooks: the district's survey, member units' figures, places of earlier months.

Labels and headings of columns are the senders' words and stay Chinese.
"""
