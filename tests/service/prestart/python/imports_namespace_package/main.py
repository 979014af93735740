import spaces.inner

print(spaces.__path__, spaces.inner.__file__, spaces.__file__)
