// 50 MiB, in lines of one.
for (let i = 0; i < 50; i++) console.log("x".repeat((1 << 20) - 1));
