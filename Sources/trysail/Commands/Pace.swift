public import ArgumentParser
public import SimulatedSwitch

extension Simulation.Pace: ExpressibleByArgument {}
