setTimeout(() => console.log('never'), 10);
process.exit(8);
