try:
    try:
        {}["missing"]
    except KeyError as error:
        raise ValueError("in handler") from error
except ValueError:
    raise RuntimeError("while handling")
