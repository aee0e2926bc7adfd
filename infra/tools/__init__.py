"""What the commands of this folder share. Python's own library is all they need."""
