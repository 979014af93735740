import sys

for name in ("argv", "orig_argv", "path", "flags", "prefix", "base_prefix", "exec_prefix", "executable", "warnoptions",
             "_xoptions", "platlibdir", "meta_path", "path_hooks", "dont_write_bytecode", "pycache_prefix", "byteorder",
             "implementation", "version", "float_repr_style", "thread_info", "hash_info", "copyright", "abiflags",
             "getfilesystemencoding", "getrecursionlimit", "getswitchinterval", "getdlopenflags", "gettrace", "getprofile",
             "displayhook", "excepthook", "breakpointhook", "unraisablehook", "is_finalizing", "get_int_max_str_digits",
             "get_asyncgen_hooks", "get_coroutine_origin_tracking_depth", "is_stack_trampoline_active"):
    value = getattr(sys, name)
    if callable(value) and name.startswith(("get", "is_")):
        value = value()
    print(name, str(value).split(" at 0x")[0] if not isinstance(value, list) else [str(v).split(" at 0x")[0] for v in value])
print(sorted(vars(sys)))
