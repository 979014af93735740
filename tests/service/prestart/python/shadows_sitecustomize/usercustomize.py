print("imported by hand")
