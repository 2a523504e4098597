// The program that the tests run for what libpci finds.
import Foundation
import HardwareAccess

exit(PCIScan.run(Array(CommandLine.arguments.dropFirst())))
