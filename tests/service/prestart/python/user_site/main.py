# {"prestarted": false}
import site
import sys

import mine

print(mine.value, site.ENABLE_USER_SITE, site.getusersitepackages(), "/tmp/.local/lib/python3.13/site-packages" in sys.path)
