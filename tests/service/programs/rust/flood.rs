// 50 MiB, in lines of one.
fn main() {
    for _ in 0..50 {
        println!("{}", "x".repeat((1 << 20) - 1));
    }
}
