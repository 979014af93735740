const { spawn } = require('node:child_process');

spawn('sleep', ['1000'], { stdio: 'inherit', detached: true }).unref();
console.log('left');
