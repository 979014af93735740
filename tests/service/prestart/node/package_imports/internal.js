module.exports = 'by imports';
