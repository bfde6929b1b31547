"""The townships of a district beside one another, and each township's own place among them."""
