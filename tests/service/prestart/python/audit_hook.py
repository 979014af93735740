import sys

events = []
sys.addaudithook(lambda event, args: events.append(event))
import json

open("/dev/null").close()
sys.addaudithook(lambda event, args: None)
print(sorted(set(events)))
