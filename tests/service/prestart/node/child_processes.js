const { execFileSync, spawnSync, exec } = require('node:child_process');

console.log(execFileSync(process.execPath, ['-p', 'process.argv.length + process.execArgv.join()']).toString());
console.log(spawnSync('sh', ['-c', 'cat; echo error >&2; exit 3'], { input: 'input', encoding: 'utf8' }).stderr);
exec('kill -9 $$', (error) => console.log(error.signal, error.killed, error.code));
console.log(spawnSync('no-such-program').error.code);
