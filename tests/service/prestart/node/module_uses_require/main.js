// {"prestarted": false}
require('node:fs');
