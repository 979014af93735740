// {"prestarted": false}
import { nothing } from './lib.js';
