package main

import "os"

func main() {
	os.Stdout.WriteString("a\xffb\xc3(")
}
