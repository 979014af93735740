module.exports = { seen: require('./main').early, late: require('./main').late };
