import site
import sysconfig

print(site.getsitepackages(), site.ENABLE_USER_SITE, site.USER_BASE, site.USER_SITE, site.PREFIXES)
print(sysconfig.get_paths())
print(copyright, exit, help, license)
