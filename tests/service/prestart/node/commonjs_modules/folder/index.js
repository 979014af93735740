module.exports = 'an index';
