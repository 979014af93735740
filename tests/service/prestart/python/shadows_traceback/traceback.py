print("own traceback")
