module.exports = [__filename, require.main === undefined];
