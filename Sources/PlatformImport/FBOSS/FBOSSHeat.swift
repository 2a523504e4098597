import PlatformFormats
import SwitchPlatform

/// `fan_service.json`: fans, and how fast they turn. A zone of theirs is a zone for each sensor of ours, as each has its own table.
enum FBOSSHeat {
  static func add(_ document: TreeDocument, _ units: FBOSSUnits, to draft: inout BoardDraft) {
    let root = document.root
    for node in root["fans"]?.elements ?? [] {
      guard let name = node["fanName"]?.text else { continue }
      var fan = BoardFan(name: BoardDraft.name(name))
      fan.source = draft.source(document.file, node.position)
      fan.rpm = units.point(node["rpmSysfsPath"]?.text)
      fan.pwm = units.point(node["pwmSysfsPath"]?.text)
      fan.present = units.point(node["presenceSysfsPath"]?.text)
      fan.present?.invert = node["fanPresentVal"]?.integer == 0
      if let low = node["pwmMin"]?.number, let high = node["pwmMax"]?.number, low <= high { fan.pwm?.range = low...high }
      if let low = node["rpmMin"]?.number, let high = node["rpmMax"]?.number, low <= high { fan.rpmRange = low...high }
      for key in ["rpmSysfsPath", "pwmSysfsPath", "presenceSysfsPath"] {
        guard let path = node[key], units.point(path.text) == nil else { continue }
        draft.remark(document.file, path.position, "'\(key)' of fan '\(name)' is left out: no device of the board has it")
      }
      draft.board.fans.append(fan)
    }
    let known: Set<String> = [
      "fanName", "rpmSysfsPath", "pwmSysfsPath", "presenceSysfsPath", "fanPresentVal", "fanMissingVal", "pwmMin", "pwmMax", "rpmMax"
    ]
    draft.leaveOut(root["fans"]?.elements ?? [], but: known, of: "fans", in: document.file)
    var thermal = ThermalPolicy()
    thermal.source = draft.source(document.file, root.position)
    thermal.interval = root["controlInterval"]?["sensorReadInterval"]?.integer
    let sensors = Dictionary(
      (root["sensors"]?.elements ?? []).compactMap { node in node["sensorName"]?.text.map { ($0, node) } }
    ) { first, _ in first }
    for zone in root["zones"]?.elements ?? [] {
      let fans = (zone["fanNames"]?.elements ?? []).compactMap { $0.text.map(BoardDraft.name) }
      for name in zone["sensorNames"]?.elements ?? [] {
        guard let text = name.text else { continue }
        guard let node = sensors[text] else {
          draft.remark(
            document.file, name.position,
            "'\(text)' of zone '\(zone["zoneName"]?.text ?? "")' is left out: it is no sensor of the fan service")
          continue
        }
        var own = ThermalPolicy.Zone(sensors: [BoardDraft.name(text)], fans: fans)
        own.title = "\(zone["zoneName"]?.text ?? ""): \(text)"
        own.source = draft.source(document.file, node.position)
        for pair in node["normalUpTable"]?.pairs ?? [] {
          guard let temperature = pair.key.number, let speed = pair.value.number, temperature.isFinite, speed.isFinite else { continue }
          own.table.append(.init(temperature, speed))
        }
        own.table.sort { $0.temperature < $1.temperature }
        thermal.zones.append(own)
      }
    }
    draft.board.thermal = thermal
    draft.leaveOut(root["sensors"]?.elements ?? [], but: ["sensorName", "normalUpTable"], of: "sensors", in: document.file)
    draft.leaveOut(root["zones"]?.elements ?? [], but: ["zoneName", "sensorNames", "fanNames"], of: "zones", in: document.file)
    draft.leaveOut([root], but: ["fans", "sensors", "zones", "controlInterval"], of: "the fan service", in: document.file)
  }
}
