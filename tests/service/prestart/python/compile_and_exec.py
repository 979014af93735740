exec(compile("def f():\n    raise ValueError('in exec')\nf()", "<made>", "exec"))
