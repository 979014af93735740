const crypto = require('node:crypto');

console.log(crypto.createHash('sha256').update('a').digest('hex'), crypto.randomBytes(4).length, crypto.getFips(), crypto.randomUUID().length);
console.log(crypto.getCiphers().length, require('node:tls').rootCertificates.length > 100, Math.random() < 1);
