require('punycode');
new Buffer(1);
new Buffer(2);
