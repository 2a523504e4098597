// SwitchConformance: the contract of tables as data, and a device that keeps it. No test framework in it.
