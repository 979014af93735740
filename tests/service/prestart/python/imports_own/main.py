import helper
import package.inner
from package import name

print(helper.__name__, helper.__file__, helper.__spec__.origin, name, package.inner.up())
print(package.__path__, package.inner.__package__)
helper.fail()
