const v8 = require('node:v8');

console.log(v8.getHeapStatistics().heap_size_limit, process.constrainedMemory(), v8.getHeapSpaceStatistics().map((space) => space.space_name));
