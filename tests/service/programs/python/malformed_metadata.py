with open("/metadata/.quartermaster_metadata.json", "w") as file:
    file.write('{"half": ')
print("written")
