public import DeviceAccess
import Foundation

/// The PCI functions of this host, of a tree as /sys, or of a dump as `lspci -x` prints it.
///
/// libpci reads them in another process, see `PCIScan`. The program that is started calls `PCIScan.run` with the arguments behind
/// `arguments`, and exits with its status.
public struct PCIEnumeration: Sendable {
  public enum Source: Hashable, Sendable {
    /// A tree as /sys.
    case sysfs(String)
    /// What `lspci -x`, `-xxx` or `-xxxx` printed.
    case dump(String)

    /// As it is called in messages.
    var name: String {
      switch self {
      case .sysfs(let folder): "\(folder)/bus/pci"
      case .dump(let file): file
      }
    }
  }

  public var program: String
  public var arguments: [String]
  /// - Unit: seconds. Default: 20.
  public var timeout: Double = 20

  public init(program: String, arguments: [String] = []) {
    self.program = program
    self.arguments = arguments
  }

  /// By address.
  ///
  /// - Throws: `.absent` where the source is not there; `.malformed` with libpci's words.
  public func devices(of source: Source) throws(DeviceError) -> [PCIDevice] {
    let words: [String]
    switch source {
    case .sysfs(let folder):
      guard FileManager.default.fileExists(atPath: folder + "/bus/pci/devices") else {
        throw DeviceError(source.name, .absent("the folder 'devices'"))
      }
      words = ["sysfs", folder]
    case .dump(let file):
      guard FileManager.default.fileExists(atPath: file) else { throw DeviceError(source.name, .absent("the file")) }
      words = ["dump", file]
    }
    var child = ChildProcess(program: program, arguments: arguments + words)
    child.timeout = timeout
    let result: ChildProcess.Result
    do throws(ErrorNumber) { result = try child.run() } catch {
      throw DeviceError(source.name, .system("\(program) cannot be started: \(ErrorNumber.text(error.code))", error.code))
    }
    switch result.outcome {
    case .ended(0): break
    case .ended(let status):
      let words = result.errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? "exit status \(status)"
      throw DeviceError(source.name, .malformed("libpci cannot read it: \(words.prefix(200))"))
    case .crashed(let signal): throw DeviceError(source.name, .malformed("libpci crashed on it (signal \(signal))"))
    case .tookTooLong: throw DeviceError(source.name, .malformed("libpci was not done with it after \(Int(timeout)) s"))
    case .printedTooMuch: throw DeviceError(source.name, .malformed("it has more functions than a host can have"))
    }
    do {
      return try JSONDecoder().decode([PCIDevice].self, from: Data(result.output))
    } catch {
      throw DeviceError(source.name, .malformed("\(program) printed no list of PCI functions"))
    }
  }
}
