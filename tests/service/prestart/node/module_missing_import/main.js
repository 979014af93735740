// {"prestarted": false}
import './missing.js';
