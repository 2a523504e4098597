/// A mapping that was read by its section: values by key, typed, with their places.
struct Record {
  indirect enum Value {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case rate(UInt32)
    case reference(DeviceReference)
    case lanes(LaneList)
    case mode(BreakoutMode)
    case range(ClosedRange<Double>)
    case free(FreeValue)
    case numbers([(name: String, value: Int)])
    case bits([BitField])
    case steps([ThermalPolicy.Step])
    case list([(value: Value, place: SourcePosition)])
    case record(Record)
    case records([Entry])
  }

  /// One of several mappings under names or numbers.
  struct Entry {
    var name: String
    var number: Int?
    var record: Record
    /// The pairs of the mapping as they stand.
    var free: FreeValue
  }

  var values: [String: Value] = [:]
  /// What it is, in messages.
  var what: String
  var origin: Origin
  var source: String?

  func text(_ key: String) -> String? { if case .text(let value)? = values[key] { value } else { nil } }
  func integer(_ key: String) -> Int? { if case .integer(let value)? = values[key] { value } else { nil } }
  func number(_ key: String) -> Double? { if case .number(let value)? = values[key] { value } else { nil } }
  func flag(_ key: String) -> Bool? { if case .flag(let value)? = values[key] { value } else { nil } }
  func rate(_ key: String) -> UInt32? { if case .rate(let value)? = values[key] { value } else { nil } }
  func reference(_ key: String) -> DeviceReference? { if case .reference(let value)? = values[key] { value } else { nil } }
  func lanes(_ key: String) -> LaneList? { if case .lanes(let value)? = values[key] { value } else { nil } }
  func mode(_ key: String) -> BreakoutMode? { if case .mode(let value)? = values[key] { value } else { nil } }
  func range(_ key: String) -> ClosedRange<Double>? { if case .range(let value)? = values[key] { value } else { nil } }
  func free(_ key: String) -> FreeValue? { if case .free(let value)? = values[key] { value } else { nil } }
  func numbers(_ key: String) -> [(name: String, value: Int)] { if case .numbers(let value)? = values[key] { value } else { [] } }
  func bits(_ key: String) -> [BitField] { if case .bits(let value)? = values[key] { value } else { [] } }
  func steps(_ key: String) -> [ThermalPolicy.Step] { if case .steps(let value)? = values[key] { value } else { [] } }
  func record(_ key: String) -> Record? { if case .record(let value)? = values[key] { value } else { nil } }
  func records(_ key: String) -> [Entry] { if case .records(let value)? = values[key] { value } else { [] } }
  func list(_ key: String) -> [(value: Value, place: SourcePosition)] { if case .list(let value)? = values[key] { value } else { [] } }

  func choice<Choice: RawRepresentable>(_ key: String) -> Choice? where Choice.RawValue == String { text(key).flatMap(Choice.init) }
  func texts(_ key: String) -> [String] { list(key).compactMap { if case .text(let value) = $0.value { value } else { nil } } }
  func modes(_ key: String) -> [BreakoutMode] { list(key).compactMap { if case .mode(let value) = $0.value { value } else { nil } } }
  func recordList(_ key: String) -> [Record] { list(key).compactMap { if case .record(let value) = $0.value { value } else { nil } } }
}
