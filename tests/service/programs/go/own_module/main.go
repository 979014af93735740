package main

import (
	"fmt"

	"example.com/shop/cart"
)

func main() {
	fmt.Println("total", cart.Total(2, 3))
}
