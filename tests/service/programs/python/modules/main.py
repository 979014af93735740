from util.square import area

print("area", area(3))
