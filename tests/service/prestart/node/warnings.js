process.on('warning', (warning) => console.log('seen', warning.name, warning.message));
process.emitWarning('made by hand', { type: 'Own', code: 'OWN1', detail: 'more' });
for (let i = 0; i < 12; i++) process.on('many', () => {});
require('node:util').isArray?.([]);
new (require('node:events').EventEmitter)().on('x', () => {});
