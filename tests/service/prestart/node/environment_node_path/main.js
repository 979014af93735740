// {"environment": {"NODE_PATH": "/tmp/own"}, "prestarted": false}
console.log(module.constructor.globalPaths, require('dependency'));
