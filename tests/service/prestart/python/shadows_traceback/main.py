raise ValueError("shown by an own module?")
