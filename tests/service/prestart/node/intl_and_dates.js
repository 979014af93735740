console.log(new Date(0).toString(), new Date(86400000).toLocaleString(), (1234567.891).toLocaleString('de-DE'));
console.log(Intl.DateTimeFormat().resolvedOptions(), ['\u00e4', 'z', 'a'].sort(Intl.Collator('sv').compare));
