/// `tables.c`: SAI's tables of functions. Each function knows its object type and leads to the one entry point of its role.
struct Tables {
  private let facts: Fact

  /// Functions of no role that the library implements; the others say that they are not.
  private static let implemented: Set<String> = [
    "clear_port_all_stats", "flush_fdb_entries", "remove_all_neighbor_entries", "send_hostif_packet", "allocate_hostif_packet",
    "free_hostif_packet"
  ]

  init(_ facts: Fact) { self.facts = facts }

  var text: String {
    get throws {
      var out = Header.note(facts) + "#include \"trysail_sai.h\"\n\n"
      let entries = Set(facts["objectTypes"].list.filter { $0["keyedBy"].text == "entry" }.map { $0["name"].text })
      for api in facts["apis"].list {
        for function in api["functions"].list {
          let call = try call(function, isEntry: entries.contains(function["object"].text))
          out += "static \(function["returns"].text) \(api["struct"].text)_\(function["name"].text)("
          out += "\(Header.parameters(function["params"].list))) {\n"
          if call.isEmpty {
            for parameter in function["params"].list { out += "  (void)\(parameter["name"].text);\n" }
            out += "  return SAI_STATUS_NOT_IMPLEMENTED;\n}\n"
          } else {
            out += "  return \(call);\n}\n"
          }
        }
        out += "static const \(api["struct"].text) table_\(api["value"].number) = {\n"
        for function in api["functions"].list { out += "  .\(function["name"].text) = \(api["struct"].text)_\(function["name"].text),\n" }
        out += "};\n\n"
      }
      out += "const void *trysail_sai_api_table(sai_api_t api) {\n  switch ((uint32_t)api) {\n"
      for api in facts["apis"].list { out += "  case \(Header.hex(api["value"].number)): return &table_\(api["value"].number);\n" }
      return out + "  default: return 0;\n  }\n}\n"
    }
  }

  /// The call of the entry point, empty for a function that is not implemented.
  private func call(_ function: Fact, isEntry: Bool) throws -> String {
    let names = function["params"].list.map { $0["name"].text }
    let all = names.joined(separator: ", ")
    let suffix = isEntry ? "_entry" : ""
    // Extension types are not in the enum that SAI's functions take.
    let type = "(sai_object_type_t)\(function["object"].text)"
    func expect(_ count: Int) throws {
      guard names.count == count else { throw GenerateError("\(function["name"].text) has \(names.count) parameters; expected \(count)") }
    }
    switch function["role"].text {
    case "create":
      if function["name"].text == "create_switch" {
        try expect(3)
        return "trysail_sai_create(\(type), \(names[0]), SAI_NULL_OBJECT_ID, \(names[1]), \(names[2]))"
      }
      try expect(isEntry ? 3 : 4)
      return "trysail_sai_create\(suffix)(\(type), \(all))"
    case "remove":
      try expect(1)
      return "trysail_sai_remove\(suffix)(\(type), \(all))"
    case "set":
      try expect(2)
      return "trysail_sai_set\(suffix)(\(type), \(all))"
    case "get":
      try expect(3)
      return "trysail_sai_get\(suffix)(\(type), \(all))"
    case "getStats", "getStatsExt", "clearStats":
      // No entry that is implemented has statistics.
      if isEntry { return "" }
      if function["role"].text == "clearStats" {
        try expect(3)
        return "trysail_sai_clear_stats(\(type), \(all))"
      }
      let hasMode = function["role"].text == "getStatsExt"
      try expect(hasMode ? 5 : 4)
      return
        "trysail_sai_get_stats(\(type), \(names[0]), \(names[1]), \(names[2]), \(hasMode ? "(int32_t)\(names[3])" : "-1"), \(names[hasMode ? 4 : 3]))"
    case "bulkCreate":
      try expect(isEntry ? 6 : 7)
      return "trysail_sai_bulk_create\(suffix)(\(type), \(all))"
    case "bulkRemove":
      try expect(4)
      return "trysail_sai_bulk_remove\(suffix)(\(type), \(all))"
    case "bulkSet":
      try expect(5)
      return "trysail_sai_bulk_set\(suffix)(\(type), \(all))"
    case "bulkGet":
      try expect(6)
      return "trysail_sai_bulk_get\(suffix)(\(type), \(all))"
    case "other": return Tables.implemented.contains(function["name"].text) ? "trysail_sai_\(function["name"].text)(\(all))" : ""
    default: throw GenerateError("\(function["name"].text) has the role \(function["role"].text)")
    }
  }

  /// What the library shows: SAI's global functions, nothing else.
  var versionScript: String {
    let names = facts["globalFunctions"].list.map { "    \($0["name"].text);\n" }.joined()
    return "{\n  global:\n\(names)  local:\n    *;\n};\n"
  }
}
