console.log('before');
process.kill(process.pid, 'SIGINT');
setTimeout(() => console.log('after'), 200);
