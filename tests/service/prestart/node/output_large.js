for (let i = 0; i < 20000; i++) console.log(i);
process.stderr.write('x'.repeat(300000));
