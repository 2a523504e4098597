// SimulatedSwitch
