// SwitchConformance
