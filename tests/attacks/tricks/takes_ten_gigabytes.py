"""C-45: allocates ten gigabytes.

Expected: its own check is out of memory; every honest point stays.
"""

BODY = "return bytearray(10 * 2**30)"
EXPECTED = "out_of_memory"
