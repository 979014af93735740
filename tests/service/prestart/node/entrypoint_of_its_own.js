// {"entrypoint": "node --no-warnings main.js", "prestarted": false}
console.log(process.execArgv, process.argv);
