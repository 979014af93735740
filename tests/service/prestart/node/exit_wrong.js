process.exit('not a number');
