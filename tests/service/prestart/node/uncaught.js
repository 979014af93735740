function inner() {
  throw new TypeError('something broke');
}

inner();
