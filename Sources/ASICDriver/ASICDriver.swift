// ASICDriver
