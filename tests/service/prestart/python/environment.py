# {"environment": {"B": "2", "A": "1", "EMPTY": "", "ZZZ": "=x=", "U": "\u00fc \n", "MPLBACKEND": "svg", "USER": "me"}}
import os
import subprocess

print(list(os.environ.items()))
print(list(os.environb.items()) == [(k.encode(), v.encode()) for k, v in os.environ.items()])
subprocess.run(["env"], check=True)
os.environ["NEW"] = "new"
del os.environ["A"]
subprocess.run(["env"], check=True)
