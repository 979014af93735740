const { Worker, isMainThread, parentPort, workerData, threadId } = require('node:worker_threads');

if (isMainThread) {
  const worker = new Worker(__filename, { workerData: { n: 6 } });
  worker.on('message', (message) => console.log(message));
  worker.on('exit', (code) => console.log('exit', code));
} else {
  parentPort.postMessage([workerData.n * 7, threadId, process.argv, process.execArgv, Object.keys(require.cache), require.main === module,
    process._preload_modules, Object.keys(process.env), Object.keys(module.constructor._pathCache)]);
}
