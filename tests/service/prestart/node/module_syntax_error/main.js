// {"prestarted": false}
import './broken.js';
