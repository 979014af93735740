import os
import signal

for number in sorted(signal.valid_signals()):
    print(int(number), signal.getsignal(number))
print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.sigpending(), signal.getitimer(signal.ITIMER_REAL))


def handle(number, frame):
    print("got", number, frame.f_lineno)


signal.signal(signal.SIGUSR1, handle)
os.kill(os.getpid(), signal.SIGUSR1)
signal.alarm(1)
try:
    signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
    signal.pause()
except ZeroDivisionError as error:
    print(repr(error))
