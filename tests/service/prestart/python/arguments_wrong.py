# {"args": ["--unknown"]}
import argparse

argparse.ArgumentParser(description="for the usage").parse_args()
