/// `versions.c`: how long each table of functions was in the libraries of older versions.
///
/// From one version to the next tables only grow at their end, but for those of `firstSame`, whose members moved: a library before
/// that version has none that can be used.
struct Versions {
  let text: String

  /// The first version whose table has the order of the facts.
  private static let firstSame = [
    "SAI_API_NEXT_HOP_GROUP": 11100, "SAI_API_TUNNEL": 11100, "SAI_API_SRV6": 11200, "SAI_API_DASH_ENI": 11500, "SAI_API_DASH_METER": 11500
  ]

  init(_ facts: Fact) throws {
    var out = Header.note(facts) + "#include \"csai_versions.h\"\n\n"
    out += "uint32_t csai_api_table_size(uint32_t api, uint32_t version) {\n  switch (api) {\n"
    for api in facts["apis"].list {
      let name = api["api"].text
      // From which version on the table has at least so many bytes; what no release has is never read.
      var steps: [(version: Int, size: Int)] = []
      var needed = max(try Versions.number(facts["sinceBase"].text), Versions.firstSame[name] ?? 0)
      let functions = api["functions"].list
      for (index, function) in functions.enumerated() {
        let since = function["since"].text
        if since == "unreleased" { break }
        if !since.isEmpty { needed = max(needed, try Versions.number(since)) }
        let end = index + 1 < functions.count ? functions[index + 1]["offset"].number : api["size"].number
        if let last = steps.last, last.version == needed { steps.removeLast() }
        steps.append((needed, end))
      }
      if steps.isEmpty { continue }
      out += "  case \(Header.hex(api["value"].number)): return "
      for step in steps.reversed() { out += "version >= \(step.version) ? \(step.size) : " }
      out += "0; // \(name)\n"
    }
    text = out + "  default: return 0;\n  }\n}\n"
  }

  /// 11003 for 1.10.3, as SAI_VERSION makes it.
  private static func number(_ text: String) throws -> Int {
    let parts = text.split(separator: ".").compactMap { Int($0) }
    guard parts.count == 3 else { throw GenerateError("'\(text)' is no version") }
    return parts[0] * 10000 + parts[1] * 100 + parts[2]
  }
}
