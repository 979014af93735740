print("own linecache")


def getline(*args):
    return "shadowed"
