/// `metadata.c`: what SAI says of each attribute, as tables without symbols of their own beyond the library.
struct Metadata {
  private let facts: Fact

  init(_ facts: Fact) { self.facts = facts }

  /// The names of the values' union members, in the order of the union; then those that only ACL data has.
  private var memberNames: [String] {
    var names: [String] = []
    for union in ["sai_attribute_value_t", "sai_acl_field_data_data_t", "sai_acl_field_data_mask_t", "sai_acl_action_parameter_t"] {
      let fields = facts["unions"].list.first { $0["name"].text == union }?["fields"].list ?? []
      for field in fields where !names.contains(field["name"].text) { names.append(field["name"].text) }
    }
    return names
  }

  var members: String {
    var out = Header.note(facts) + "#ifndef TRYSAIL_CSAI_MEMBERS_H\n#define TRYSAIL_CSAI_MEMBERS_H\n\ntypedef enum {\n"
    for name in memberNames { out += "  CSAI_MEMBER_\(name),\n" }
    return out + "  CSAI_MEMBER_COUNT,\n  CSAI_MEMBER_NONE = 255\n} csai_member;\n\n#endif\n"
  }

  var text: String {
    get throws {
      var out = Header.note(facts) + "#include \"csai_metadata.h\"\n\n#define HIDDEN __attribute__((visibility(\"hidden\")))\n\n"
      let types = (facts["objectTypes"].list).sorted { $0["value"].number < $1["value"].number }
      let attributes = Dictionary(uniqueKeysWithValues: facts["attributes"].list.map { ($0["object"].text, $0["attributes"].list) })
      let idOfAttribute = Dictionary(
        attributes.flatMap { object, list in list.map { ($0["name"].text, (object, $0["id"].number)) } },
        uniquingKeysWith: { first, _ in first })
      // Enums.
      var enumIndex: [String: Int] = [:]
      var table = ""
      for enumeration in facts["enums"].list {
        var values: [(String, Int)] = []
        for member in enumeration["members"].list where !member["marker"].flag && !member["alias"].exists {
          values.append((member["name"].text, member["value"].number))
        }
        guard !values.isEmpty, values.allSatisfy({ $0.1 <= Int(Int32.max) }) else { continue }
        let index = enumIndex.count
        enumIndex[enumeration["name"].text] = index
        out += "static const int32_t enum_values_\(index)[] = {\(values.map { "\($0.1)" }.joined(separator: ", "))};\n"
        out += "static const char *const enum_names_\(index)[] = {\(values.map { "\"\($0.0)\"" }.joined(separator: ", "))};\n"
        let isFlags = enumeration["flags"].text == "strict"
        table += "  {\"\(enumeration["name"].text)\", enum_values_\(index), enum_names_\(index), \(values.count), \(isFlags)},\n"
      }
      out += "\nstatic const csai_enum enums[] = {\n\(table)};\n\n"
      // Conditions.
      var nodes: [String] = []
      var children: [Int] = []
      func node(_ fact: Fact) throws -> Int {
        guard fact.exists else { return -1 }
        for (key, kind) in [("all", "CSAI_NODE_ALL"), ("any", "CSAI_NODE_ANY")] where fact[key].exists {
          let own = try fact[key].list.map { try node($0) }
          nodes.append("{\(kind), CSAI_EQ, \(own.count), \(children.count), 0, 0}")
          children += own
          return nodes.count - 1
        }
        let ops = ["==": "CSAI_EQ", "!=": "CSAI_NE", ">": "CSAI_GT", ">=": "CSAI_GE", "<": "CSAI_LT", "<=": "CSAI_LE"]
        guard let op = ops[fact["op"].text], let attribute = idOfAttribute[fact["attr"].text] else {
          throw GenerateError("condition on '\(fact["attr"].text)' with '\(fact["op"].text)'")
        }
        nodes.append("{CSAI_NODE_TEST, \(op), 0, 0, \(attribute.1), \(fact["int"].number)}")
        return nodes.count - 1
      }
      let valueOfType = Dictionary(uniqueKeysWithValues: types.map { ($0["name"].text, $0["value"].number) })
      func numbers(_ names: [Fact]) -> [Int] { names.compactMap { valueOfType[$0.text] } }
      // Attributes.
      var objects = ""
      for (number, type) in types.enumerated() {
        let list = (attributes[type["name"].text] ?? []).sorted { $0["id"].number < $1["id"].number }
        var rows = ""
        for (index, attribute) in list.enumerated() {
          let allowed = numbers(attribute["objects"].list)
          if !allowed.isEmpty {
            out += "static const int32_t objects_\(number)_\(index)[] = {\(allowed.map(String.init).joined(separator: ", "))};\n"
          }
          rows += "  " + (try row(attribute, number, index, allowed.count, enumIndex, idOfAttribute, valueOfType, node)) + ",\n"
        }
        out += "static const csai_attribute attributes_\(number)[] = {\n\(rows.isEmpty ? "  {0}\n" : rows)};\n"
        var dense = 0
        while dense < list.count && list[dense]["id"].number == dense { dense += 1 }
        let stats = facts["stats"].list.first { $0["object"].text == type["name"].text }
        let statList = stats?["stats"].list ?? []
        if !statList.isEmpty {
          out += "static const int32_t stats_\(number)[] = {\(statList.map { "\($0["id"].number)" }.joined(separator: ", "))};\n"
          out +=
            "static const char *const stat_names_\(number)[] = {\(statList.map { "\"\($0["name"].text)\"" }.joined(separator: ", "))};\n"
        }
        let isEntry = type["keyedBy"].text == "entry"
        let size = isEntry ? "sizeof(\(type["entryStruct"].text))" : "0"
        let api = facts["apis"].list.first { $0["api"].text == type["api"].text }?["value"].number ?? 0
        let fields = entryFields(type, numbers)
        if !fields.isEmpty {
          for (index, field) in fields.enumerated() where !field.objects.isEmpty {
            out +=
              "static const int32_t entry_objects_\(number)_\(index)[] = {\(field.objects.map(String.init).joined(separator: ", "))};\n"
          }
          out += "static const csai_entry_field entry_fields_\(number)[] = {\n"
          for (index, field) in fields.enumerated() {
            let name = field.objects.isEmpty ? "0" : "entry_objects_\(number)_\(index)"
            out += "  {\(field.offset), \(name), \(field.objects.count)},\n"
          }
          out += "};\n"
        }
        objects +=
          "  {\"\(type["name"].text)\", \(type["value"].number), \(isEntry), \(size), \(api), attributes_\(number), \(list.count), \(dense), "
          + (statList.isEmpty
            ? "0, 0, 0, 0, " : "\"\(stats?["enum"].text ?? "")\", stats_\(number), stat_names_\(number), \(statList.count), ")
          + (fields.isEmpty ? "0, 0" : "entry_fields_\(number), \(fields.count)") + ", \(roles(type))},\n"
      }
      out += "\nstatic const csai_node nodes[] = {\n\(nodes.map { "  \($0),\n" }.joined())};\n"
      out += "static const uint32_t children[] = {\(children.map(String.init).joined(separator: ", "))};\n"
      out += "static const csai_object objects[] = {\n\(objects)};\n"
      out += Metadata.functions
      return out
    }
  }

  private func row(
    _ attribute: Fact, _ number: Int, _ index: Int, _ objectCount: Int, _ enums: [String: Int], _ ids: [String: (String, Int)],
    _ types: [String: Int], _ node: (Fact) throws -> Int
  ) throws -> String {
    func member(_ key: String) -> String { attribute[key].text.isEmpty ? "CSAI_MEMBER_NONE" : "CSAI_MEMBER_\(attribute[key].text)" }
    var flags = 0
    for flag in attribute["flags"].list {
      switch flag.text {
      case "MANDATORY_ON_CREATE": flags |= 1
      case "CREATE_ONLY": flags |= 2
      case "CREATE_AND_SET": flags |= 4
      case "READ_ONLY": flags |= 8
      case "KEY": flags |= 16
      default: throw GenerateError("\(attribute["name"].text) has the flag \(flag.text)")
      }
    }
    if attribute["allowNull"].flag { flags |= 32 }
    if attribute["isVlan"].flag { flags |= 64 }
    if attribute["isResourceType"].flag { flags |= 256 }
    if attribute["conditionRelaxed"].flag { flags |= 512 }
    if attribute["deprecated"].flag { flags |= 1024 }
    let kinds = [
      "": "NONE", "bool": "INT", "int": "INT", "enum": "INT", "nullOid": "NULL_OID", "nullPointer": "NULL_POINTER",
      "emptyList": "EMPTY_LIST", "emptyString": "EMPTY_STRING", "ip4": "IP4", "ip6": "IP6", "mac": "MAC", "const": "CONST",
      "vendor": "VENDOR", "internal": "INTERNAL", "disabled": "DISABLED", "attrvalue": "ATTRVALUE"
    ]
    guard let kind = kinds[attribute["defaultKind"].text] else {
      throw GenerateError("\(attribute["name"].text) has a default of kind \(attribute["defaultKind"].text)")
    }
    if kind == "IP4", attribute["default"].text != "0.0.0.0" {
      throw GenerateError("\(attribute["name"].text) has the default \(attribute["default"].text)")
    }
    let other = ids[attribute["defaultAttr"].text]
    let objects = objectCount == 0 ? "0" : "objects_\(number)_\(index)"
    return
      "{\"\(attribute["name"].text)\", \(attribute["id"].number), \(flags), \(member("member")), \(member("data")), \(member("mask")), "
      + "CSAI_DEFAULT_\(kind), \(enums[attribute["enum"].text] ?? -1), \(objectCount), \(objects), \(attribute["defaultInt"].number), "
      + "\(other?.1 ?? 0), \(other.flatMap { types[$0.0] } ?? 0), \(try node(attribute["condition"])), \(try node(attribute["validOnly"])), "
      + "\(attribute["range"].number)}"
  }

  /// The object ids in an entry's key.
  private func entryFields(_ type: Fact, _ types: ([Fact]) -> [Int]) -> [(offset: Int, objects: [Int])] {
    guard let record = facts["structs"].list.first(where: { $0["name"].text == type["entryStruct"].text }) else { return [] }
    return record["fields"].list.filter { $0["type"].text == "sai_object_id_t" }.map { ($0["offset"].number, types($0["objects"].list)) }
  }

  private func roles(_ type: Fact) -> Int {
    let order = [
      "create", "remove", "set", "get", "getStats", "getStatsExt", "clearStats", "bulkCreate", "bulkRemove", "bulkSet", "bulkGet"
    ]
    return order.enumerated().reduce(0) { type["functions"][$1.element].exists ? $0 | 1 << $1.offset : $0 }
  }

  private static let functions = """

    HIDDEN const csai_object *csai_object_at(uint32_t index) {
      return index < sizeof objects / sizeof *objects ? objects + index : 0;
    }

    HIDDEN const csai_enum *csai_enum_at(int32_t index) {
      return index >= 0 && (uint32_t)index < sizeof enums / sizeof *enums ? enums + index : 0;
    }

    HIDDEN const csai_node *csai_node_at(uint32_t index) {
      return index < sizeof nodes / sizeof *nodes ? nodes + index : 0;
    }

    HIDDEN uint32_t csai_node_child_at(uint32_t index) {
      return index < sizeof children / sizeof *children ? children[index] : 0xffffffff;
    }

    HIDDEN const csai_object *csai_find_object(int32_t type) {
      uint32_t low = 0, high = sizeof objects / sizeof *objects;
      // Most types have their number as their place, but one: types count from 1.
      if (type >= 1 && (uint32_t)type <= high && objects[type - 1].type == type) return objects + type - 1;
      while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (objects[middle].type < type) low = middle + 1; else high = middle;
      }
      return low < sizeof objects / sizeof *objects && objects[low].type == type ? objects + low : 0;
    }

    HIDDEN const csai_attribute *csai_find_attribute(const csai_object *object, uint32_t id) {
      if (id < object->dense_count) return object->attributes + id;
      uint32_t low = object->dense_count, high = object->attribute_count;
      while (low < high) {
        uint32_t middle = (low + high) / 2;
        const csai_attribute *attribute = object->attributes + middle;
        if (attribute->id + attribute->range < id) low = middle + 1; else high = middle;
      }
      if (low >= object->attribute_count) return 0;
      const csai_attribute *attribute = object->attributes + low;
      return attribute->id <= id && id <= attribute->id + attribute->range ? attribute : 0;
    }

    """
}
