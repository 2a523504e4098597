// swift-tools-version: 6.2
import PackageDescription

/// Every target: Swift 6 mode, explicit existentials, imports internal unless said otherwise.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility")
]

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// What tests read thousands of files with is optimised in debug builds too; traps and exclusivity checks stay. What runs packets is not: without
/// whole-module optimisation the compiler (6.3.1) reads what a `_read` accessor of another file yields after it has freed it.
let reading: [SwiftSetting] = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// What lies on the way of every packet and row: in release, overlapping accesses are not looked for at run time (a fifth of a
/// route's cost). The debug builds that the tests use do look.
let fast: [SwiftSetting] = settings + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

/// How `libsai.so` is linked. A program that loads it has no Swift, and sees SAI's functions only. Swift's runtime cannot be unloaded:
/// the library stays when it is closed, and is used again when it is opened again. A sanitizer's runtime is the program's, so that a
/// build with one (`make tsan`) links as others do.
let selfContained: [String] = {
  // What Foundation is made of: the compiler adds these to programs by itself, and not to libraries.
  let foundation: [String] = [
    "Foundation", "FoundationInternationalization", "FoundationEssentials", "CoreFoundation", "_FoundationICU", "_FoundationCShims",
    "_FoundationCollections", "swiftSynchronization", "dispatch", "BlocksRuntime", "swiftDispatch"
  ]
  var linker: [String] = ["-znodelete", "--version-script=\(Context.packageDirectory)/Sources/CSAIExport/libsai.map", "--start-group"]
  linker += foundation.map { "-l" + $0 }
  linker += ["--end-group", "--no-undefined"]
  return ["-static-stdlib", "-use-ld=lld"] + linker.flatMap { ["-Xlinker", $0] }
}()

func library(
  _ name: String, _ dependencies: [Target.Dependency], in folder: String = "Sources", _ settings: [SwiftSetting] = settings
) -> Target {
  .target(name: name, dependencies: dependencies, path: "\(folder)/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
  name: "trysail",
  products: [
    .executable(name: "trysail", targets: ["trysail"]),
    .library(name: "sai", type: .dynamic, targets: ["SAIExport"]),
    .library(name: "SwitchHAL", targets: ["SwitchModel", "SwitchHAL", "SwitchControl"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
  ],
  targets: [
    // The waist, in dependency order.
    library("SwitchModel", []),
    library("SwitchHAL", ["SwitchModel"]),
    library("SwitchControl", ["SwitchModel", "SwitchHAL"], in: "Sources", fast),
    library("SwitchPlatform", ["SwitchModel", yams], in: "Sources", reading),
    library("DeviceAccess", []),

    // Devices of the host: libpci and libusb are linked here, and not by what libsai.so is made of.
    .systemLibrary(name: "CLibPCI", path: "Sources/CLibPCI", pkgConfig: "libpci", providers: [.apt(["libpci-dev"])]),
    .systemLibrary(name: "CLibUSB", path: "Sources/CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
    .target(name: "CDeviceIO", path: "Sources/CDeviceIO"),
    library("HardwareAccess", ["DeviceAccess", "CDeviceIO", "CLibPCI", "CLibUSB"]),
    // Which board a host is.
    library("BoardProbe", ["SwitchPlatform", "DeviceAccess"]),

    // Other projects' descriptions: their files as values with positions; what is wrong in them; ours from them.
    library("PlatformFormats", ["SwitchPlatform"], in: "Sources", reading),
    library("PlatformCheck", ["SwitchPlatform", "PlatformFormats"], in: "Sources", reading),
    library("PlatformImport", ["SwitchPlatform", "PlatformFormats"], in: "Sources", reading),

    // Drivers.
    library("ASICDriver", ["SwitchModel", "SwitchHAL", "SwitchPlatform", "DeviceAccess"], in: "Sources", fast),
    library("SwitchConformance", ["SwitchModel", "SwitchHAL"]),

    // SAI's C side, generated from the facts file; the tables of functions are those of `libsai.so`.
    .target(name: "CSAI", path: "Sources/CSAI", exclude: ["sai-1.18.json"]),
    .target(name: "CSAIExport", dependencies: ["CSAI"], path: "Sources/CSAIExport", exclude: ["libsai.map"]),
    .executableTarget(name: "sai-generate", path: "Sources/SAIGenerate", swiftSettings: settings),

    // Any vendor's libsai.so as a device.
    library("SAIDriver", ["CSAI", "SwitchModel", "SwitchHAL"]),

    // What wants something from a switch.
    library("NOSConfiguration", ["SwitchModel", "SwitchControl", "SwitchPlatform"]),

    // The simulated chip.
    library("PacketKit", [], in: "Simulator"),
    // Time: calendars of resources, links, and the buffer between ingress and egress. No packets' contents in them.
    library("ASICTiming", ["SwitchPlatform"], in: "Simulator", fast),
    library("TrafficManager", ["SwitchPlatform", "ASICTiming", "CMemoryHints"], in: "Simulator", fast),
    library(
      "MemoryExperiments", ["SwitchModel", "SwitchHAL", "SwitchControl", "SwitchPlatform", "ASICDriver", "SimulatedSwitch"], in: "Simulator"
    ),
    library("TrafficExperiments", ["SwitchPlatform", "TrafficManager"], in: "Simulator", fast),
    .target(name: "CMemoryHints", path: "Simulator/CMemoryHints"),
    library(
      "ASICSimulator", ["SwitchPlatform", "DeviceAccess", "PacketKit", "ASICTiming", "TrafficManager", "CMemoryHints"], in: "Simulator",
      fast),
    library(
      "SimulatedSwitch",
      [
        "SwitchModel", "SwitchHAL", "SwitchControl", "SwitchPlatform", "DeviceAccess", "ASICDriver", "ASICSimulator", "PacketKit",
        "TrafficManager"
      ],
      in: "Simulator"),

    // The simulated chip's ports on interfaces of the kernel.
    .target(name: "CPacketIO", path: "Simulator/CPacketIO"),
    library("FrontPanel", ["SwitchModel", "SwitchPlatform", "ASICSimulator", "PacketKit", "CPacketIO"], in: "Simulator"),

    // The simulated chip in a process of its own: its server, and the bus to it.
    library("RemoteASIC", ["SwitchPlatform", "DeviceAccess", "ASICSimulator", "CPacketIO"], in: "Simulator"),

    // libsai.so: SAI over our rows, with the simulated chip behind it.
    library(
      "SAIAdapter",
      [
        "CSAI", "SwitchModel", "SwitchHAL", "SwitchControl", "SwitchPlatform", "DeviceAccess", "ASICDriver", "ASICSimulator",
        "SimulatedSwitch", "FrontPanel", "RemoteASIC"
      ], in: "Sources", fast),

    .target(
      name: "SAIExport", dependencies: ["CSAI", "CSAIExport", "SAIAdapter"], path: "Sources/SAIExport", exclude: ["README.md"],
      swiftSettings: settings,
      linkerSettings: Context.environment["TRYSAIL_SANITIZED"] == nil ? [.unsafeFlags(selfContained)] : []),

    .executableTarget(
      name: "trysail",
      dependencies: [
        "SwitchModel", "SwitchHAL", "SwitchControl", "SwitchPlatform", "NOSConfiguration", "PacketKit", "ASICSimulator", "ASICDriver",
        "SimulatedSwitch", "FrontPanel", "RemoteASIC", "PlatformFormats", "PlatformCheck", "PlatformImport", "ASICTiming",
        "TrafficManager", "DeviceAccess", "HardwareAccess", "BoardProbe", arguments
      ],
      path: "Sources/trysail", swiftSettings: settings),

    // What `make bench` runs; its C target counts allocations.
    .target(name: "CAllocationCount", path: "Simulator/CAllocationCount"),
    .executableTarget(
      name: "trysail-bench",
      dependencies: [
        "SimulatedSwitch", "ASICDriver", "ASICSimulator", "SwitchControl", "SwitchHAL", "SwitchModel", "SwitchPlatform", "CAllocationCount"
      ],
      path: "Simulator/Benchmark", swiftSettings: settings),

    // What `make accuracy` runs: the simulator against recordings, formulas and oracles.
    .executableTarget(
      name: "trysail-accuracy",
      dependencies: ["SwitchPlatform", "ASICTiming", "TimingOracle", "TrafficExperiments", "MemoryExperiments"], path: "Simulator/Accuracy",
      swiftSettings: settings),

    // Tests.
    tests("PacketKitTests", ["PacketKit"]),
    tests("SwitchPlatformTests", ["SwitchPlatform"]),
    // Its program lists what libpci reads, in a process of its own.
    .executableTarget(
      name: "DeviceLister", dependencies: ["HardwareAccess", "DeviceAccess"], path: "Tests/DeviceLister", swiftSettings: settings),
    tests("BoardProbeTests", ["BoardProbe", "SwitchPlatform", "DeviceAccess"]),
    // Hosts that tests make: PCI functions, trees as /sys, USB devices.
    library("HostFixtures", ["DeviceAccess"], in: "Tests"),
    tests("HardwareAccessTests", ["HardwareAccess", "DeviceAccess", "DeviceLister", "HostFixtures"]),
    tests("PlatformFormatsTests", ["SwitchPlatform", "PlatformFormats"]),
    tests("PlatformCheckTests", ["SwitchPlatform", "PlatformFormats", "PlatformCheck"]),
    tests("PlatformImportTests", ["SwitchPlatform", "PlatformFormats", "PlatformCheck", "PlatformImport"]),
    tests("TrafficManagerTests", ["SwitchPlatform", "ASICTiming", "TrafficManager", "TrafficExperiments"]),
    // The registers of a pipeline whose RTL is open; `make accuracy` holds the simulator against it as well.
    library("TimingOracle", ["SwitchPlatform", "ASICTiming"], in: "Tests"),
    tests("ASICTimingTests", ["SwitchPlatform", "ASICTiming", "TimingOracle"]),
    tests("SwitchModelTests", ["SwitchModel"]),
    tests("SwitchHALTests", ["SwitchModel", "SwitchHAL", "SwitchConformance"]),
    tests("SwitchControlTests", ["SwitchModel", "SwitchHAL", "SwitchControl", "SwitchConformance"]),
    tests("ASICSimulatorTests", ["ASICSimulator", "SwitchPlatform", "DeviceAccess"]),
    tests(
      "ASICDriverTests",
      [
        "ASICDriver", "ASICSimulator", "SwitchModel", "SwitchHAL", "SwitchPlatform", "DeviceAccess", "SwitchConformance", "ExampleHistory"
      ]),
    // A history of a switch, and a program that plays it on a chip of another process: to be killed.
    library("ExampleHistory", ["SwitchModel", "SwitchHAL", "SwitchPlatform"], in: "Tests"),
    .executableTarget(
      name: "RemoteClient",
      dependencies: ["ExampleHistory", "RemoteASIC", "ASICDriver", "DeviceAccess", "SwitchModel", "SwitchHAL", "SwitchPlatform"],
      path: "Tests/RemoteClient", swiftSettings: settings),
    tests("CSAITests", ["CSAI"]),
    tests("SAIAdapterTests", ["CSAI", "SAIAdapter"]),
    .testTarget(
      name: "SAIDriverTests", dependencies: ["SAIDriver", "SwitchModel", "SwitchHAL", "SwitchConformance"], path: "Tests/SAIDriverTests",
      exclude: ["older.c"], swiftSettings: settings),
    // Whole switches against oracles of their own; the large sizes run in the release pass.
    tests(
      "AcceptanceTests",
      [
        "SimulatedSwitch", "NOSConfiguration", "PacketKit", "ASICDriver", "ASICSimulator", "SwitchModel", "SwitchHAL", "SwitchControl",
        "SwitchPlatform", "DeviceAccess", "TrafficManager", "TrafficExperiments", "MemoryExperiments"
      ]),
    // Interfaces of the kernel, in network namespaces that the tests make: they skip, and say so, where that is not allowed.
    tests(
      "FrontPanelTests",
      [
        "FrontPanel", "RemoteASIC", "trysail", "DeviceAccess", "CPacketIO", "SimulatedSwitch", "ASICSimulator", "ASICDriver", "PacketKit",
        "SwitchModel", "SwitchHAL", "SwitchControl", "SwitchPlatform"
      ]),
    tests(
      "RemoteASICTests",
      [
        "RemoteASIC", "RemoteClient", "ExampleHistory", "CPacketIO", "ASICSimulator", "ASICDriver", "DeviceAccess", "SwitchConformance",
        "SwitchModel", "SwitchHAL", "SwitchPlatform"
      ]),
    tests("NOSConfigurationTests", ["NOSConfiguration", "SwitchModel", "SwitchControl", "SwitchPlatform"]),
    tests(
      "ExplainTests",
      ["SimulatedSwitch", "ASICSimulator", "ASICDriver", "NOSConfiguration", "PacketKit", "SwitchControl", "SwitchModel", "SwitchPlatform"]),
    tests(
      "TrysailTests",
      [
        "RemoteASIC", "ASICDriver", "SwitchHAL", "trysail", "SimulatedSwitch", "ASICSimulator", "NOSConfiguration", "PacketKit",
        "SwitchControl", "SwitchModel", "SwitchPlatform", "HostFixtures", "DeviceAccess"
      ]),
    // The README's Swift, and that its page says what is there.
    .testTarget(
      name: "SAIPacketTests", dependencies: [], path: "Tests/SAIPacketTests", exclude: ["Program", "Warm", "Load", "Fuzz"],
      swiftSettings: settings),
    tests("ReadmeTests", ["SwitchModel", "SwitchHAL", "SwitchControl", "SwitchConformance"])
  ]
)

// `make fuzz`: the readers of texts under libFuzzer, whose runtime brings `main`. The sanitizer's flags are the command's.
if Context.environment["TRYSAIL_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "text-fuzz", dependencies: ["SwitchPlatform", "PlatformFormats", "PlatformCheck"], path: "Tests/Fuzz", swiftSettings: settings))
  package.products.append(.executable(name: "text-fuzz", targets: ["text-fuzz"]))
}

// `TRYSAIL_TESTS=PlatformCheckTests,…`: only these tests, and only the targets that they are made of, are built. The release pass of
// `make test` is `acceptance`: the other tests look at internals, which a release build does not show.
if let wanted = Context.environment["TRYSAIL_TESTS"], !wanted.isEmpty {
  let names = wanted == "acceptance" ? ["AcceptanceTests"] : wanted.split(separator: ",").map(String.init)
  package.targets.removeAll { $0.type == .test && !names.contains($0.name) }
  if wanted != "acceptance" {
    var kept: Set<String> = []
    var queue = names
    while let name = queue.popLast() {
      guard kept.insert(name).inserted, let target = package.targets.first(where: { $0.name == name }) else { continue }
      for dependency in target.dependencies {
        if case .byNameItem(let name, _) = dependency { queue.append(name) }
      }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products = []
  }
}
