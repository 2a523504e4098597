// ASICTiming: how long it takes. Calendars of a chip's resources, and links; integer cycles, no packets' contents, no global clock.
