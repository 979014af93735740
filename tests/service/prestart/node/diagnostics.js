const report = process.report.getReport();
console.log(report.header.commandLine, report.header.cwd, Object.keys(report), report.workers.length);
console.log(report.libuv.map((handle) => handle.type), process.getBuiltinModule('inspector').url(), require('node:v8').startupSnapshot.isBuildingSnapshot());
