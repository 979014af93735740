const known = Object.getOwnPropertyNames(process);
console.log(known, process.moduleLoadList);
for (const name of ['version', 'versions', 'arch', 'platform', 'release', 'features', 'exitCode', 'config', 'debugPort', 'connected',
  'report', 'allowedNodeEnvironmentFlags', 'sourceMapsEnabled', 'throwDeprecation', 'traceDeprecation', 'noDeprecation', 'permission']) {
  console.log(name, process[name]);
}
console.log(process.cwd(), process.getuid(), process.getgid(), process.getgroups(), process.ppid, process.umask());
console.log(process.eventNames(), process.listenerCount('SIGINT'), process.getMaxListeners(), process.channel);
console.log(process.getActiveResourcesInfo(), process._getActiveHandles().length, process._getActiveRequests().length);
