package util

func Area(side int) int {
	return side * side
}
