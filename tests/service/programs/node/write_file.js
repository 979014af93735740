// Writes as many MiB as the second argument says to the file that the first one names.
const fs = require('node:fs');

const [path, size] = process.argv.slice(2);
try {
  fs.writeFileSync(path, Buffer.alloc(Number(size) << 20));
  console.log('written');
} catch (error) {
  console.log(error.message);
}
