setTimeout(() => console.log('timeout'), 0);
setImmediate(() => setImmediate(() => clearInterval(interval)));
const interval = setInterval(() => {}, 1e6);
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('microtask'));
queueMicrotask(() => process.nextTick(() => console.log('tick of a microtask')));
console.log('main');
setTimeout(() => console.log('later'), 20);
