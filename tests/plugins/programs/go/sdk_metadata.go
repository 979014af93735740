package main

import (
	"fmt"
	"log"
	"sdk"
)

type result struct {
	Status string
	Count  int
}

func main() {
	read := result{Status: "untouched"}
	check(sdk.GetMetadata(&read))
	expect(read == result{Status: "untouched"}, "metadata before any was set")

	for _, written := range []result{{"first", 1}, {"second ü", 2}} {
		check(sdk.SetMetadata(written))
		check(sdk.GetMetadata(&read))
		expect(read == written, fmt.Sprint("read ", read, ", wrote ", written))
	}
	expect(sdk.SetMetadata(func() {}) != nil, "a function was encoded")
	fmt.Println("ok")
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func expect(condition bool, message string) {
	if !condition {
		log.Fatal(message)
	}
}
