# {"environment": {"TZ": "UTC+3"}, "prestarted": false}
import time

print(time.tzname, time.strftime("%Z", time.localtime(0)), time.localtime(0).tm_hour)
