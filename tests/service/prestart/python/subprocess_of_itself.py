# {"args": ["parent"]}
import subprocess
import sys

if sys.argv[1:] == ["parent"]:
    done = subprocess.run([sys.executable, __file__, "child"], capture_output=True, text=True, input="for the child")
    print(done)
    print(subprocess._args_from_interpreter_flags())
else:
    print(sys.argv, sys.orig_argv, __name__, sys.path[0], sys.stdin.read())
    sys.exit("from the child")
