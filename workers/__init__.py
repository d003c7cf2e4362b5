"""What happens when nobody is on the line."""
