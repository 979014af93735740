# {"stdin": ""}
input()
