from tests.threecx.crashing.probe import X
def test_x(): assert X == 1
