"""What others send: one engine that reads workbooks of every sender into every register."""
