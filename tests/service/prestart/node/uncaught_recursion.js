try {
  (function down() {
    down();
  })();
} catch (error) {
  console.log(error.name, error.message);
}
throw new RangeError('still able to');
