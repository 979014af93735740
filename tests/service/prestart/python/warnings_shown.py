import warnings

warnings.warn("a user warning")
warnings.warn("deprecated in main is shown", DeprecationWarning)
warnings.warn("pending is not", PendingDeprecationWarning)
warnings.warn("resource is not", ResourceWarning)
print(warnings.filters)
open("/dev/null")
print("\d" if False else eval(r"'\d'"))
