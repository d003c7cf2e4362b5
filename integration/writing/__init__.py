"""What campaigns write by text and e-mail: their words and the law for them, whether each may leave, how to say no."""
