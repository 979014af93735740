import sys


class Broken:
    def __del__(self):
        raise ValueError("in a finalizer")


sys.unraisablehook = lambda args: print(args.exc_type, args.err_msg, args.exc_traceback.tb_lineno)
Broken()
print("after")
