import inspect
import linecache
import traceback


def function():
    """Documented."""
    return inspect.currentframe()


print(inspect.getsource(function), inspect.getsourcefile(function), inspect.getmodule(function))
print(linecache.getline(__file__, 1), function.__code__.co_filename, function().f_back.f_lineno)
print(sorted(linecache.cache))
traceback.print_stack()
