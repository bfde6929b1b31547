"""Reading workbooks as offices really send them: plain Python, no framework, no words for people but codes."""
