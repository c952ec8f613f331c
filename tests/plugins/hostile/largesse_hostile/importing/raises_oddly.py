"""
It raises what is no Exception.
"""


class Odd(BaseException):
    pass


raise Odd("odd")
