"""C-07: removes every assert from later cells.

Expected: the value is wrong; every honest point stays.
"""

FIRST = """\
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(NoAsserts())
"""
BODY = "return 41"
EXPECTED = "wrong"
