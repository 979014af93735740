"""The parts of the benchmark, in the order in which they are run. Each has `measure(workbench)`."""

from . import burst, compiling, concurrency, functions, hello, memory, output, sustained

PARTS = {
    "functions": functions,
    "hello": hello,
    "compile": compiling,
    "output": output,
    "burst": burst,
    "concurrency": concurrency,
    "sustained": sustained,
    "memory": memory,
}
