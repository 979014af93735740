import time

print(time.tzname, time.timezone, time.process_time() < 5, time.thread_time() < 5, time.perf_counter() > 0)
print(time.strftime("%Y-%m-%d %Z", time.gmtime(0)), time.localtime(0))
