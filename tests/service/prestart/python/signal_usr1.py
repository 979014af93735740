import os
import signal
import time

print("before")
os.kill(os.getpid(), signal.SIGUSR1)
time.sleep(0.2)
print("after")
