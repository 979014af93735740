mod util;

fn main() {
    println!("area {}", util::area(3));
}
