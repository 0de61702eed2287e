"""dimscore: the three dimensions of customer service, scored and explained."""
