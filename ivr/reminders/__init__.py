"""What people hear when we call them: the words of each kind of campaign, and what the law wants of them."""
