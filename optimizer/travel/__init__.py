"""How long and how far is it from site to site, for each vehicle type?"""

from optimizer.travel.times import UNREACHABLE, TravelTimes

__all__ = ["UNREACHABLE", "TravelTimes"]
