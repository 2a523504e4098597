import CSAI
import Foundation
import Testing

/// The generated C agrees with the facts file.
@Suite struct MetadataTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func facts() throws -> [String: Any] {
    let data = try Data(contentsOf: root.appendingPathComponent("Sources/CSAI/sai-1.18.json"))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func everyObjectTypeIsThere() throws {
    let types = try #require(try Self.facts()["objectTypes"] as? [[String: Any]])
    #expect(types.count == 153)
    for type in types {
      let value = Int32(try #require(type["value"] as? Int))
      let object = try #require(csai_find_object(value)).pointee
      #expect(String(cString: object.name) == type["name"] as? String)
      #expect(object.is_entry == (type["keyedBy"] as? String == "entry"))
    }
    #expect(csai_find_object(0) == nil)
    #expect(csai_find_object(-1) == nil)
    #expect(csai_find_object(.max) == nil)
  }

  @Test func everyAttributeIsThere() throws {
    let facts = try Self.facts()
    let lists = try #require(facts["attributes"] as? [[String: Any]])
    let types = try #require(facts["objectTypes"] as? [[String: Any]])
    var count = 0
    for list in lists {
      let name = try #require(list["object"] as? String)
      let type = try #require(types.first { $0["name"] as? String == name }?["value"] as? Int)
      let object = try #require(csai_find_object(Int32(type)))
      for attribute in try #require(list["attributes"] as? [[String: Any]]) {
        count += 1
        let id = UInt32(try #require(attribute["id"] as? Int))
        let found = try #require(csai_find_attribute(object, id)).pointee
        // The last of a range is found as the range.
        if found.range > 0, id > found.id {
          #expect(id - found.id <= found.range)
          continue
        }
        #expect(String(cString: found.name) == attribute["name"] as? String)
        #expect(found.id == id)
        #expect(Int(found.object_count) == (attribute["objects"] as? [Any])?.count ?? 0)
      }
      #expect(csai_find_attribute(object, .max) == nil)
    }
    #expect(count == 2189)
  }

  /// Spot checks against what SAI's documents say.
  @Test func attributesHaveTheirRules() throws {
    let port = try #require(csai_find_object(Int32(SAI_OBJECT_TYPE_PORT.rawValue)))
    let lanes = try #require(csai_find_attribute(port, SAI_PORT_ATTR_HW_LANE_LIST.rawValue)).pointee
    #expect(Int(lanes.flags) & 3 == 3, "mandatory on creation, and never changed")
    #expect(lanes.member == UInt8(CSAI_MEMBER_u32list.rawValue))
    let mtu = try #require(csai_find_attribute(port, SAI_PORT_ATTR_MTU.rawValue)).pointee
    #expect(mtu.default_kind == UInt8(CSAI_DEFAULT_INT.rawValue))
    #expect(mtu.default_value == 1514)
    let route = try #require(csai_find_object(Int32(SAI_OBJECT_TYPE_ROUTE_ENTRY.rawValue))).pointee
    #expect(route.entry_size == UInt32(MemoryLayout<sai_route_entry_t>.stride))
  }

  @Test func olderLibrariesHaveShorterTables() {
    func size(_ api: sai_api_t, _ version: UInt32) -> Int { Int(csai_api_table_size(api.rawValue, version)) }
    #expect(size(SAI_API_PORT, 11800) == MemoryLayout<sai_port_api_t>.size)
    #expect(size(SAI_API_PORT, 11300) == MemoryLayout<sai_port_api_t>.size - 4 * 8)
    #expect(size(SAI_API_PORT, 11002) == MemoryLayout<sai_port_api_t>.size - 8 * 8)
    #expect(size(SAI_API_NEXT_HOP, 11299) == 4 * 8)
    #expect(size(SAI_API_NEXT_HOP_GROUP, 11000) == 0, "its members stood elsewhere")
    #expect(size(SAI_API_POE, 11300) == 0)
    #expect(size(SAI_API_ROUTE, 10900) == 0)
    #expect(csai_api_table_size(.max, 11800) == 0)
  }

  @Test func generatedFilesAreTheGenerators() throws {
    let tool = Self.root.appendingPathComponent(".build/debug/sai-generate")
    guard FileManager.default.fileExists(atPath: tool.path) else {
      Issue.record("sai-generate is not built")
      return
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sai-generate-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["CSAI/include", "CSAIExport"] {
      try FileManager.default.createDirectory(at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    let process = Process()
    process.executableURL = tool
    process.arguments = [Self.root.appendingPathComponent("Sources/CSAI/sai-1.18.json").path, folder.path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    var count = 0
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.contains(".") {
      count += 1
      let made = try Data(contentsOf: folder.appendingPathComponent(name))
      let kept = try Data(contentsOf: Self.root.appendingPathComponent("Sources/\(name)"))
      #expect(made == kept, "\(name) is not what sai-generate writes: run make generate")
    }
    #expect(count == 7)
  }
}
