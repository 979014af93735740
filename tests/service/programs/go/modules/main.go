package main

import (
	"fmt"
	"main/util"
)

func main() {
	fmt.Println("area", util.Area(3))
}
