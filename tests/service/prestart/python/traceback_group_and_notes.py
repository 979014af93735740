error = ValueError("one")
error.add_note("a note")
raise ExceptionGroup("group", [error, TypeError("two")])
