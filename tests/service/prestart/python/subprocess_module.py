import subprocess
import sys

print(subprocess.run([sys.executable, "-c", "import sys; print(sys.argv, sys.path[0], sys.flags.isolated)"], capture_output=True))
print(subprocess.run([sys.executable, "-I", "-m", "this"], capture_output=True, text=True).stdout.count("better"))
print(subprocess.run("/usr/bin/python3 -c 'import sys; print(sys.prefix)'", shell=True, capture_output=True))
