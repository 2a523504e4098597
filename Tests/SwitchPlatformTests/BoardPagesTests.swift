import Foundation
import Testing

@testable import SwitchPlatform

@Suite struct BoardPagesTests {
  let catalog = Catalog(folder: Fixtures.platforms)

  @Test func thePagesInTheRepositoryAreUpToDate() throws {
    let files = try BoardPages(catalog).files()
    for file in files {
      let there = try? String(contentsOf: Fixtures.root.appendingPathComponent(file.path), encoding: .utf8)
      #expect(there == file.text, "\(file.path) is stale; 'make pages' writes it anew")
    }
    let list = try #require(files.first { $0.path == "HARDWARE.md" }?.text)
    for board in catalog.boards { #expect(list.contains("(Platforms/boards/\(board.vendor)/\(board.name).md)")) }
  }

  @Test func drawingsAreXMLWithEveryCage() throws {
    for entry in catalog.boards {
      let board = try catalog.description(named: entry.path)
      let shown = board.cages.filter { ![.internal, .backplane, .recycle].contains($0.kind) }
      guard let svg = FrontPanelDrawing(board: board).svg else {
        #expect(shown.isEmpty)
        continue
      }
      let parser = XMLParserProbe(svg)
      #expect(parser.isWellFormed, "\(entry.name)")
      #expect(parser.count("g") == shown.count + 1, "\(entry.name)")
    }
  }

  /// Boxes of the usual sizes have the usual rows, and no two cages overlap.
  @Test(
    arguments: [
      ([(8, CageKind.rj45)], 1), ([(24, .rj45), (2, .sfp)], 2), ([(48, .rj45), (4, .sfp)], 2), ([(48, .sfp28), (8, .qsfp28)], 2),
      ([(32, .qsfpDD), (2, .sfp)], 2), ([(64, .qsfp28)], 4), ([(64, .osfp)], 4), ([(128, .qsfp28)], 8), ([(600, .qsfp28)], 32)
    ] as [([(Int, CageKind)], Int)])
  func rowsOfRealBoxes(_ blocks: [(Int, CageKind)], _ rows: Int) {
    var cages: [Cage] = []
    for (count, kind) in blocks {
      for _ in 0..<count { cages.append(Cage(number: cages.count + 1, kind: kind, lanes: LaneList(asic: "a", lanes: [1]), breakouts: [])) }
    }
    let panel = FrontPanel(cages)
    #expect(panel.rows == rows)
    #expect(panel.places.count == cages.count)
    for (index, place) in panel.places.enumerated() {
      #expect(place.x >= 0 && place.x + place.width <= panel.width && place.y + place.height <= panel.height)
      for other in panel.places[(index + 1)...] {
        let isApart =
          place.x + place.width <= other.x || other.x + other.width <= place.x || place.y + place.height <= other.y
          || other.y + other.height <= place.y
        if !isApart { Issue.record("cages \(place.cage.number) and \(other.cage.number) overlap") }
      }
    }
  }

  @Test func textOfStrangersIsEscaped() throws {
    var board = try catalog.description(named: "gs1900-8")
    board.platform.product = "<b>&\"|`"
    board.cages[0].label = "<x>"
    let svg = try #require(FrontPanelDrawing(board: board).svg)
    #expect(XMLParserProbe(svg).isWellFormed)
    #expect(!svg.contains("<b>") && !svg.contains("<x>"))
    let page = BoardPage(board: board, name: "x", chips: [], inventory: ChipInventory()).text(drawing: nil)
    #expect(page.contains("&lt;b&gt;&amp;&quot;\\|\\`"))
  }
}

/// As much of XML as shows that tags are balanced and text is escaped.
private struct XMLParserProbe {
  private(set) var isWellFormed = true
  private var counts: [String: Int] = [:]

  init(_ text: String) {
    var stack: [String] = []
    for piece in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      guard let close = piece.firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = piece[..<close]
      if piece[piece.index(after: close)...].contains(">") { isWellFormed = false }
      if tag.hasPrefix("/") {
        if stack.popLast() != String(tag.dropFirst()) { isWellFormed = false }
      } else {
        let name = String(tag.prefix { $0.isLetter || $0.isNumber })
        counts[name, default: 0] += 1
        if tag.filter({ $0 == "\"" }).count % 2 == 1 { isWellFormed = false }
        if !tag.hasSuffix("/") { stack.append(name) }
      }
    }
    if !stack.isEmpty { isWellFormed = false }
  }

  func count(_ name: String) -> Int { counts[name] ?? 0 }
}
