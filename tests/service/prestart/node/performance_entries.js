const { performance, PerformanceObserver } = require('node:perf_hooks');

console.log(performance.getEntries(), Object.keys(performance.nodeTiming.toJSON()), performance.now() > 0, process.uptime() > 0);
performance.mark('a');
console.log(performance.measure('b', 'a').duration >= 0, PerformanceObserver.supportedEntryTypes);
