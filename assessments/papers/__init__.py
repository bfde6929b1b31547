"""Official documents of a month: bulletin, summons, naming in a bulletin, leader's brief; and the figures in them."""
