import builtins

print(sorted(vars(builtins)), builtins.__name__, builtins.open)
