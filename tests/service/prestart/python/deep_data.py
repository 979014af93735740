data = []
for _ in range(100000):
    data = [data]
print(len(str(len(data))))
del data
print("freed")
