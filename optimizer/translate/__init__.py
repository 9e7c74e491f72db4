"""How does a hospital's day become numbers, and the answer a plan?

String ids become indices in :func:`pose` and ids again in :func:`read_back`, here and
nowhere else.
"""

from optimizer.translate.pose import Part, Posed, pose
from optimizer.translate.read_back import read_back
from optimizer.translate.reasons import unserved

__all__ = ["Part", "Posed", "pose", "read_back", "unserved"]
