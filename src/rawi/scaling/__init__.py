"""Reading on many machines: one pure function over one part of the input, and the Spark job that maps it; needs `rawi[spark]`."""
