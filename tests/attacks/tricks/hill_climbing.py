"""C-55: tries another value in each call and hopes to learn which one was right.

Expected: no verdict ever reaches it: the values are wrong, every honest point stays.
"""

FIRST = "tried = []"
BODY = """\
tried.append([-1, 0, 1][len(tried) % 3])
open("/tmp/tried", "a").write(f"{args} {tried[-1]}\\n")
return tried[-1] + 0.5
"""
EXPECTED = "wrong"
