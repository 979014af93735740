fn main() {
    undefined_function();
}
