console.log('before');
process.kill(process.pid, 'SIGSEGV');
setTimeout(() => console.log('after'), 200);
