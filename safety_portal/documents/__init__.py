"""Official documents, Word and PDF, in the layout of GB/T 9704-2012; knows nothing of what they are about."""
