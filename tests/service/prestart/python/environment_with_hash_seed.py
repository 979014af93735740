# {"environment": {"PYTHONHASHSEED": "0"}, "prestarted": false}
print(hash("a"))
