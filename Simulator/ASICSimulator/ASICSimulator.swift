// ASICSimulator
