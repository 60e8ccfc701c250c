"""What the benchmarks measure, one module a part; `bench.py` and `operations.py` in the folder above run them."""
