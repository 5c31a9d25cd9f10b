package csvimpl_test

func runWriter(string) int { return 1 }
