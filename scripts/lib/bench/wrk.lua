-- wrk -s wrk.lua URL -- BODY-FILE: posts the body, looks at every answer, and prints what was measured as JSON.

local good, bad = 0, 0

function init(args)
  local file = assert(io.open(args[1]))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  wrk.headers["Content-Type"] = "application/json"
  file:close()
end

function response(status, headers, body)
  if status == 200 and body:find('"exit_code":0', 1, true) then
    good = good + 1
  else
    bad = bad + 1
  end
  -- The thread's globals are what `done` can read.
  good_runs, bad_runs = good, bad
end

local the_thread

function setup(thread)
  the_thread = thread
end

function done(summary, latency)
  local pairs_of = {}
  for i = 1, #latency do
    local value, count = latency(i)
    pairs_of[i] = string.format("[%d,%d]", value, count)
  end
  local errors = summary.errors
  print(string.format('bench {"good":%d,"bad":%d,"errors":%d,"microseconds":%d,"latencies":[%s]}',
    the_thread:get("good_runs") or 0, the_thread:get("bad_runs") or 0,
    errors.connect + errors.read + errors.write + errors.timeout, summary.duration, table.concat(pairs_of, ",")))
end
