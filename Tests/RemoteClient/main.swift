import ASICDriver
import ExampleHistory
import Foundation
import RemoteASIC
import SwitchHAL
import SwitchPlatform

// RemoteClient SOCKET PLATFORMS PIVOTS ROUTES fresh|adopt: plays the example history on a chip of another process, says what it
// wrote, and waits to be killed.
func fail(_ text: String) -> Never {
  FileHandle.standardError.write(Data("RemoteClient: \(text)\n".utf8))
  exit(1)
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 5, let pivots = Int(arguments[2]), let routes = Int(arguments[3]) else { fail("wrong arguments") }
do {
  let chip = try ExampleHistory.chip(Catalog(folder: arguments[1]), pivots: pivots)
  let bus = try RemoteBus(path: arguments[0], expecting: chip)
  let driver = try ASICDriver(chip, bus: bus, isAdopting: arguments[4] == "adopt")
  var device = driver.device
  if let failure = ExampleHistory(routes: routes).play(on: &device) { fail(failure) }
  let rows = arguments[4] == "adopt" ? try driver.finishAdoption() : Int(driver.rowsWritten)
  try FileHandle.standardOutput.write(contentsOf: Data("wrote \(rows)\n".utf8))
  while true { pause() }
} catch {
  fail("\(error)")
}
