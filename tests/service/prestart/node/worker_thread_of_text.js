const { Worker } = require('node:worker_threads');

new Worker("console.log(module.paths, Object.keys(require.cache), process.env.A, require.main)", { eval: true, env: { A: '1' } })
  .on('exit', () => {
    new Worker("throw new Error('in a worker')", { eval: true });
  });
