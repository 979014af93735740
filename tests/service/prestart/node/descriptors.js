const fs = require('node:fs');

const links = (fd) => {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`).replace(/\d+/g, 'N');
  } catch {
    return 'gone';
  }
};
console.log(fs.readdirSync('/proc/self/fd').map((fd) => [fd, links(fd)]));
console.log(fs.openSync('/dev/null'), fs.openSync('/dev/null'));
try {
  fs.fstatSync(63);
} catch (error) {
  console.log(error.code);
}
for (const fd of [0, 1, 2]) console.log(fs.fstatSync(fd).mode, fs.fstatSync(fd).uid);
