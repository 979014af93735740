import gc
import sys
import tracemalloc
import weakref

print(gc.isenabled(), gc.get_threshold(), gc.get_debug(), gc.garbage, gc.callbacks, gc.get_freeze_count())
print(tracemalloc.is_tracing(), sys.gettrace(), sys.getprofile(), len(weakref.getweakrefs(sys)))
events = []
sys.settrace(lambda frame, event, arg: events.append(event))
(lambda: 1)()
sys.settrace(None)
print(events, sys.monitoring.get_tool(0))
