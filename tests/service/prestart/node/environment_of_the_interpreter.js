// {"environment": {"NODE_OPTIONS": "--stack-trace-limit=1 --title=own"}, "prestarted": false}
console.log(process.title, process.env.NODE_OPTIONS, Error.stackTraceLimit);
throw new Error('one line of stack');
