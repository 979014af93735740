package cart

func Total(prices ...int) (total int) {
	for _, price := range prices {
		total += price
	}
	return total
}
