import Foundation
import Testing

@Suite struct ChipTests {
  @Test func chipsAreListed() throws {
    let result = try Tool.run("chips")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.first?.first == "chip")
    #expect(
      lines.dropFirst().compactMap(\.first) == [
        "88e6393x", "mt7530", "rtl8380", "rtl8390", "rtl9300", "spectrum", "tofino1", "trident2", "ts-32x100g"
      ])
    #expect(lines.contains { $0.starts(with: ["mt7530", "mediatek", "6", "1G", "2,048", "-", "-", "-"]) })
    #expect(lines.contains { $0.starts(with: ["rtl9300", "realtek", "28", "10G", "16,384", "3,072/3,072", "384/128", "2,048/0"]) })
    #expect(lines.contains { $0.starts(with: ["rtl8390", "realtek", "52", "1G", "16,384", "-", "-", "1,152/1,152"]) })
    #expect(result.output.split(separator: "\n").first { $0.hasPrefix("mt7530") }?.hasSuffix("bridging, spanning tree, ageing") == true)
  }

  @Test func chipsAreListedAsJSON() throws {
    let result = try Tool.run("chips", "--json")
    let chips = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    #expect(chips.count == 9)
    let small = try #require(chips.first { $0["name"] as? String == "mt7530" })
    #expect(small["fdb"] as? Int == 2048)
    #expect(small["functions"] as? [String] == ["bridging", "spanningTree", "ageing"])
    let router = try #require(chips.first { $0["name"] as? String == "rtl9300" })
    #expect((router["prefixes"] as? [String: Int]) == ["ipv4": 384, "ipv6": 128])
    #expect((router["assumedShare"] as? Double).map { $0 > 0 && $0 < 0.5 } == true)
  }

  @Test func oneChipInFull() throws {
    let result = try Tool.run("chips", "rtl9300")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("rtl9300 (realtek): 28 ports of up to 10G, core clock 200 MHz\n"))
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.contains(["fdb", "fdb", "hash,", "2", "×", "4", "ways,", "mix", "16,384", "l2", "sram", "69"]))
    #expect(lines.contains(["route4", "route.ipv4", "prefix", "384", "prefix4Rows", "tcam", "81"]))
    #expect(result.output.contains("\nnumbers: "))
    // Banks, moves, stash and modes are told.
    let banked = try Tool.run("chips", "spectrum").output
    #expect(banked.contains("\nboot modes: standard (shown), scale, ipv4_max\n"))
    #expect(banked.contains("ternary, in banks, slices: ipv4 1, mac 1, ipv6 2, all 3"))
    #expect(banked.contains("hash a length, 2 × 4 ways, crc32c, cuckoo"))
    #expect(try Tool.run("chips", "tofino1").output.contains("hash, 4 × 1 ways, crc32c, cuckoo, stash of 8"))
    // The pivots of an algorithmic LPM are a table of their own.
    let large = try Tool.run("chips", "TS-32x100g").output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(large.contains { $0.starts(with: ["route4", "pivots", "route.ipv4", "ternary", "98,304", "route4Pivots", "tcam"]) })
    #expect(large.contains { $0.starts(with: ["route4", "buckets", "route.ipv4", "alpm,", "buckets", "of", "32", "3,145,728"]) })
  }

  @Test func oneChipAsJSON() throws {
    let chip = try Tool.json(try Tool.run("chips", "mt7530", "--json").output)
    let numbers = try #require(chip["numbers"] as? [String: Int])
    #expect(Set(numbers.keys) == ["public", "derived", "calibrated", "assumed"])
    #expect((chip["summary"] as? [String: Any])?["vendor"] as? String == "mediatek")
    let tables = try #require(chip["tables"] as? [[String: Any]])
    #expect(tables.compactMap { $0["role"] as? String } == ["port", "vlan", "spanningTree", "fdb", "portCounter"])
    #expect(tables.first { $0["role"] as? String == "vlan" }?["width"] as? Int == 31)
  }

  @Test func aFileIsAChipToo() throws {
    let result = try Tool.run("chips", "Platforms/asics/rtl8380.yaml")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("rtl8380 (realtek)"))
  }

  @Test func unknownChipsAreErrors() throws {
    let result = try Tool.run("chips", "rtl839")
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors == "trysail: no chip is named 'rtl839'; did you mean 'rtl8390'?\n")
    let faulty = try Tool.run("chips", "Platforms/boards/zyxel/gs1900-8.yaml")
    #expect(faulty.status == 1)
    #expect(faulty.errors.contains("Platforms/boards/zyxel/gs1900-8.yaml:2:9: error"))
  }
}
