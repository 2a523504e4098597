/// `assertions.c`: what the facts say of sizes, offsets and numbers, for the compiler to check.
struct Assertions {
  let text: String

  init(_ facts: Fact) {
    var out = Header.note(facts) + "#include \"sai.h\"\n\n"
    func check(_ condition: String) { out += "_Static_assert(\(condition), \"\(condition.replacing("\"", with: ""))\");\n" }
    for type in facts["typedefs"].list {
      check("sizeof(\(type["name"].text)) == \(type["size"].number)")
      check("_Alignof(\(type["name"].text)) == \(type["align"].number)")
    }
    for record in facts["structs"].list + facts["unions"].list {
      let name = record["name"].text
      check("sizeof(\(name)) == \(record["size"].number)")
      check("_Alignof(\(name)) == \(record["align"].number)")
      for field in record["fields"].list {
        check("offsetof(\(name), \(field["name"].text)) == \(field["offset"].number)")
        check("sizeof(((\(name) *)0)->\(field["name"].text)) == \(field["size"].number)")
      }
    }
    for enumeration in facts["enums"].list {
      check("sizeof(\(enumeration["name"].text)) == \(facts["target"]["enumSize"].number)")
      for member in enumeration["members"].list { check("\(member["name"].text) == \(member["value"].number)") }
    }
    for status in facts["statusCodes"].list { check("\(status["name"].text) == \(status["value"].number)") }
    for api in facts["apis"].list {
      check("\(api["api"].text) == \(api["value"].number)")
      check("sizeof(\(api["struct"].text)) == \(api["size"].number)")
      for function in api["functions"].list {
        check("offsetof(\(api["struct"].text), \(function["name"].text)) == \(function["offset"].number)")
      }
    }
    text = out
  }
}
