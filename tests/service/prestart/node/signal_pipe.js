console.log('before');
process.kill(process.pid, 'SIGPIPE');
setTimeout(() => console.log('after'), 200);
