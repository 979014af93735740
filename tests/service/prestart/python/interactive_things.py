import code
import sys

print(hasattr(sys, "ps1"), hasattr(sys, "last_exc"), hasattr(__builtins__, "_"))
code.interact(banner="banner", readfunc=lambda prompt: exit(6))
